"""Long runs of the stream: kills at random moments, and throughput. The suite has small versions."""
