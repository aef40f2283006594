;; A vector as it comes, and one of two not-a-numbers.
(module $vector-calls
  (global (export "global") v128 (v128.const i64x2 0xfff8000000000000 0x7ff8000000000001))
  (func (export "echo") (param v128) (result v128) (local.get 0)))
