;; What instantiation has to make for a small program: 1 MiB of memory, a table, a few bytes of data.
(module
  (memory (export "memory") 16)
  (table 8 funcref)
  (elem (i32.const 0) $run $run $run $run)
  (global $stack (mut i32) (i32.const 65536))
  (data (i32.const 1024) "some bytes of initial data, as every program compiled from C has them")
  (data (i32.const 1048000) "and some more near the end")

  (func $run (export "run") (param $n i32) (result i64)
    (i64.load8_u (i32.add (local.get $n) (i32.const 1024)))))
