------------------------------- MODULE Hungry -------------------------------
(* One step whose value needs more memory than a small heap has. *)
EXTENDS Naturals, FiniteSets
VARIABLE x
Init == x = 0
Next == Cardinality({{s, t, {1}} : s \in SUBSET (1..12), t \in SUBSET (1..12)}) > 0 /\ x' = 1
Spec == Init /\ [][Next]_x
=============================================================================
