;; Calls functions of another instance, one of which is an import of that.
(module $link
  (import "other" "once" (func $once (param i32) (result i32)))
  (import "other" "get" (func $get (param i32) (result i32)))
  (func (export "once_and_one") (param i32) (result i32)
    (i32.add (call $once (local.get 0)) (i32.const 1)))
  (func (export "get_and_one") (param i32) (result i32)
    (i32.add (call $get (local.get 0)) (i32.const 1))))
