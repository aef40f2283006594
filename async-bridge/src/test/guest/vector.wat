;; A vector that goes through the host and is added to itself afterwards.
(module $vector
  (import "env" "vector" (func $vector (param v128) (result v128)))
  (func (export "twice") (param v128) (result v128)
    (local $answer v128)
    (local.set $answer (call $vector (local.get 0)))
    (i32x4.add (local.get $answer) (local.get $answer))))
