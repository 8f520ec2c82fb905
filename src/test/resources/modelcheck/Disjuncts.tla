------------------------------ MODULE Disjuncts -----------------------------
(* An action of an instance, two disjuncts without a name (the second is never true), and one in two places. *)
EXTENDS Naturals
VARIABLE x
Up == INSTANCE Rising
Drop(k) == x = k /\ x' = 0
Next == (x = 3 /\ x' = 1)
    \/ (x = 7 /\ x' = 1)
    \/ Up!Raise(1) \/ Drop(1) \/ Drop(2)
Spec == x = 0 /\ [][Next]_x
=============================================================================
