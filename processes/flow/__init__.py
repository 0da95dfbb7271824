"""What a process map means for its cases: visits, loads, the bottleneck, lead time.

Everything is in closed form; nothing is simulated. `analysis.analyse` is the way in.
"""
