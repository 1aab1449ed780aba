"""
Where the execution can be.
"""

from __future__ import annotations

from ..lifecycle import State

__all__ = ["GOING_ON", "active", "completed", "mobilising", "stopped_early", "winding_down"]

mobilising = State("mobilising", nl="opstart en werving", en="mobilising and recruiting")
active = State("active", nl="lopend", en="active")
winding_down = State("winding_down", nl="afronding", en="winding down")
completed = State("completed", nl="afgerond", en="completed", final=True)
stopped_early = State("stopped_early", nl="voortijdig beëindigd", en="stopped early", final=True)

GOING_ON = (mobilising, active, winding_down)
"""Not over yet."""
