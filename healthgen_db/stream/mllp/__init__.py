"""MLLP, the minimal lower layer protocol: how hospitals send HL7 over TCP.

framing.py finds messages in a stream of bytes, answers.py writes and reads acknowledgements. connection.py delivers
messages to a receiver, for the target; the source is receive/mllp.py.
"""
