------------------------------ MODULE Shootdown ------------------------------
(***************************************************************************)
(* What a guest asks of a shootdown, whatever the scheme: a mapping        *)
(* changes, and later the announcement of the change returns.  Each is one *)
(* atomic step.  Between the two, old and new entry may both be used; from *)
(* the return on, nobody uses the old one.                                 *)
(*                                                                         *)
(* Every scheme module implements this one: see its Refines.               *)
(***************************************************************************)
CONSTANTS Vcpu, Space, Page, Entry, NoEntry

ASSUME NoEntry \notin Entry

VARIABLES
    (* mapping[m][page]: the entry of the page table.                        *)
    mapping,
    (* owed: entries <<m, page, entry>> that were replaced, the announcement *)
    (* of which has not returned.                                            *)
    owed,
    (* use: what vCPUs could use, <<vCPU, m, page, entry>>.                  *)
    use

vars == <<mapping, owed, use>>

TypeOK ==
    /\ mapping \in [Space -> [Page -> Entry \cup {NoEntry}]]
    /\ owed \subseteq Space \X Page \X Entry
    /\ use \subseteq Vcpu \X Space \X Page \X Entry

(* Only present and owed entries are used.                                   *)
Coherent ==
    \A u \in use :
        \/ mapping[u[2]][u[3]] = u[4]
        \/ <<u[2], u[3], u[4]>> \in owed

Init ==
    /\ mapping = [m \in Space |-> [g \in Page |-> NoEntry]]
    /\ owed = {}
    /\ use = {}

Change(m, g) ==
    /\ mapping'[m][g] # mapping[m][g]
    /\ mapping' = [mapping EXCEPT ![m][g] = mapping'[m][g]]
    /\ owed' = IF mapping[m][g] = NoEntry THEN owed ELSE owed \cup {<<m, g, mapping[m][g]>>}

(* An entry moves to another page, in one step.                              *)
Move(m, g, h) ==
    /\ mapping[m][g] # NoEntry
    /\ mapping[m][h] = NoEntry
    /\ mapping' = [mapping EXCEPT ![m][g] = NoEntry, ![m][h] = mapping[m][g]]
    /\ owed' = owed \cup {<<m, g, mapping[m][g]>>}

Return ==
    /\ owed' # owed
    /\ owed' \subseteq owed
    /\ UNCHANGED mapping

(* vCPUs come to be able to use something, or cease to be.                   *)
Use == UNCHANGED <<mapping, owed>>

Next ==
    /\ \/ \E m \in Space, g \in Page : Change(m, g)
       \/ \E m \in Space, g \in Page, h \in Page : Move(m, g, h)
       \/ Return
       \/ Use
    /\ TypeOK'
    /\ Coherent'

Spec == Init /\ [][Next]_vars

(* Proved inductive: see proofs.                                             *)
Inv ==
    /\ TypeOK
    /\ Coherent

=============================================================================
