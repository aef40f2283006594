;; Traps as soon as it is instantiated.
(module $start-trap
  (func $begin (unreachable))
  (start $begin))
