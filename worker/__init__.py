"""The workshop: hosts workflows and activities, and wires services to them."""
