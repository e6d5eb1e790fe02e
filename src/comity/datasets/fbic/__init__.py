"""How far one state's influence reaches into another."""
