"""Wait prediction (等候预测): what the waits of a hall will be, from its present alone.

`present` is the flat copy, `futures` the loop that mypyc compiles with the engine, `worker` the process that a
live hall feeds, `ql` the rule of thumb it is measured against. All the service may see of the simulator.

Source: simulation page §9
"""
