;; Guests that compute, recurse and hold memory of their own.
(module $compute
  (import "env" "leaf" (func $leaf (result i32)))

  (memory (export "memory") 1)
  (global $lent (mut i32) (i32.const 0))

  (func (export "spin") (loop $for_ever (br $for_ever)))
  (func (export "one") (result i32) (i32.const 1))
  (func (export "id") (param i32) (result i32) (local.get 0))

  ;; Calls the import at a depth.
  (func $descend (export "descend") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (call $descend (i32.sub (local.get 0) (i32.const 1)))))
      (else (call $leaf))))

  ;; Computes for ever at a depth.
  (func $sink (export "sink") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (call $sink (i32.sub (local.get 0) (i32.const 1)))))
      (else (loop $for_ever (br $for_ever)) (unreachable))))

  ;; Something that has to be given back.
  (func (export "lend") (global.set $lent (i32.add (global.get $lent) (i32.const 1))))
  (func (export "give_back") (global.set $lent (i32.sub (global.get $lent) (i32.const 1))))
  (func (export "lent") (result i32) (global.get $lent))
  (func (export "borrow") (result i32) (call $leaf)))
