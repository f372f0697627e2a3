//! Every option of a node and of a pipeline, measured from outside.
