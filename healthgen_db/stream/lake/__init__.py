"""The tables that messages become: bronze as they came, silver what they mean, gold what they amount to.

Each micro-batch is stored in one transaction with its offsets, so nothing is lost or doubled whatever is killed. silver
runs the SQL files of sql/silver/transform over the batches that wait. gold runs the KPI files over silver.
"""
