;; Runs by its start function alone, and prints.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\08\00\00\00started\n")
  (func $begin
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32))))
  (start $begin))
