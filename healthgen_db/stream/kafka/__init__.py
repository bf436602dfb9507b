"""What the target and the source for Kafka have in common: the address, the options of the client, the topic.

address.py reads kafka://host:port/topic, config.py the file of --kafka-config. Only opening.py may be imported without
the extra `kafka`: it says what to install if the client is missing. client.py makes the objects of the client.
"""
