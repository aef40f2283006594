;; Uses what another module made.
(module $shared-state
  (import "owner" "memory" (memory 1))
  (import "owner" "counter" (global $counter (mut i64)))
  (func (export "poke") (param i32 i32)
    (i32.store8 (local.get 0) (local.get 1))
    (global.set $counter (i64.add (global.get $counter) (i64.const 1)))))
