"""What iraqwire costs and how right it is, measured on the data that lies beside the project. `make bench` prints it as JSON."""
