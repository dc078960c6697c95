// There is nothing here: a target that precompiles a header has a file of its own.
