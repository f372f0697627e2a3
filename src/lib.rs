//! Pipelines declared in code, checked by the compiler, compiled into plain tokio code.
