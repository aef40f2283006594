;; Names and custom sections.
(module $Sections
  (@custom "build-id" (before first) "0123")
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1 16)
  (table (export "table") 0 funcref)
  (global (export "version") i32 (i32.const 3))
  (func $named (export "first") (call $log (i32.const 1)))
  (func (export "second") (result i64) (i64.const 2))
  (@custom "notes" (after last) "hello"))
