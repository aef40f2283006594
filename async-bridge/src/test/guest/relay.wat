;; Calls another module's export directly, without a host function in between.
(module $relay
  (import "other" "twice" (func $twice (param i32) (result i32)))
  (func (export "twice_and_one") (param i32) (result i32)
    (i32.add (call $twice (local.get 0)) (i32.const 1))))
