;; Counts its visits in a memory that threads could share, of which there is no snapshot.
(module $shared
  (memory (export "memory") 1 1 shared)
  (func (export "visit") (result i32)
    (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
  (func (export "fail") (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1))) (unreachable)))
