------------------------------- MODULE Rising ------------------------------
(* One action, to be had by way of an INSTANCE. *)
EXTENDS Naturals
VARIABLE x
Raise(k) == x < 3 /\ x' = x + k
=============================================================================
