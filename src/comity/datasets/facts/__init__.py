"""The basic facts that ship with comity: trade, meetings, exercises, treaties, sanctions, votes."""
