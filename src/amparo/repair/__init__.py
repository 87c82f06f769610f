"""The four kinds of repair: resources, training, accountability and hope, each a room of its own.

They stand on `reform`, which finds what breaks, keeps a repair's plan and judges its effect.
"""
