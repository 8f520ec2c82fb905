-------------------------- MODULE Shootdown_proofs --------------------------
(* The abstract module, proved with TLAPS for sets of any size.              *)
EXTENDS Shootdown, TLAPS

THEOREM Coherence == Spec => []Coherent
<1>1. Init => Inv
  BY DEF Init, Inv, TypeOK, Coherent
<1>2. Inv /\ [Next]_vars => Inv'
  <2> SUFFICES ASSUME Inv, [Next]_vars PROVE Inv'
    OBVIOUS
  <2>1. CASE Next
    BY <2>1 DEF Next, Inv
  <2>2. CASE UNCHANGED vars
    BY <2>2 DEF vars, Inv, TypeOK, Coherent
  <2> QED
    BY <2>1, <2>2
<1>3. Inv => Coherent
  BY DEF Inv
<1> QED
  BY <1>1, <1>2, <1>3, PTL DEF Spec

=============================================================================
