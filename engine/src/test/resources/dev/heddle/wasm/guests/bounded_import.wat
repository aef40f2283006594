;; Moves the stack pointer of another instance.
(module $bounded_import
  (import "guest" "sp" (global $sp (mut i32)))
  (func (export "move") (param $to i32)
    (global.set $sp (local.get $to))))
