------------------------- MODULE TicketLock_proofs -------------------------
(* The ticket lock, proved with TLAPS for any number of vCPUs.               *)
EXTENDS TicketLock, TLAPS

(* What is claimed.                                                          *)
Safety ==
    /\ MutualExclusion
    /\ TicketsInOrder
    /\ NoOvertaking

LEMMA Start == Init => Inv
  BY DEF Init, Inv, TypeOK, StandsWhere, TicketsInOrder, NoOvertaking, Has

LEMMA Kept == Bugs = {} /\ Inv /\ [Next]_vars => Inv'
<1> SUFFICES ASSUME Bugs = {}, Inv, [Next]_vars PROVE Inv'
  OBVIOUS
<1> USE DEF Inv, TypeOK, StandsWhere, TicketsInOrder, NoOvertaking, Has, ticketVars, holdVars, Runs
<1>1. ASSUME NEW v \in Vcpu, EnterGuest(v) PROVE Inv'
  BY <1>1 DEF EnterGuest
<1>2. ASSUME NEW v \in Vcpu, Preempt(v) PROVE Inv'
  BY <1>2 DEF Preempt
<1>3. ASSUME NEW i \in Vcpu, TakeTicket(i) PROVE Inv'
  BY <1>3 DEF TakeTicket
<1>4. ASSUME NEW i \in Vcpu, ReadTail(i) PROVE Inv'
  BY <1>4 DEF ReadTail
<1>5. ASSUME NEW i \in Vcpu, WriteTail(i) PROVE Inv'
  BY <1>5 DEF WriteTail
<1>6. ASSUME NEW i \in Vcpu, GiveUp(i) PROVE Inv'
  BY <1>6 DEF GiveUp
<1>7. ASSUME NEW i \in Vcpu, SeeTurn(i) PROVE Inv'
  BY <1>7 DEF SeeTurn, Turn
<1>8. ASSUME NEW i \in Vcpu, AdvanceTicket(i) PROVE Inv'
  <2>1. i \in tickets /\ front[i] = {}
    <3>1. pc[i] = "holding"
      BY <1>8 DEF AdvanceTicket
    <3>2. i \in tickets
      BY <3>1
    <3>3. front[i] \subseteq tickets \ {i} /\ \A j \in front[i] : i \notin front[j]
      BY <3>2
    <3>4. \A j \in tickets \ {i} : i \in front[j]
      BY <3>1
    <3> QED
      BY <3>2, <3>3, <3>4
  <2>2. {x \in Vcpu : IsHead(x)} = {i}
    BY <2>1 DEF IsHead
  <2>3. passed' = {}
    BY <1>8, <2>2 DEF AdvanceTicket, AdvanceEffect
  <2>4. front' = [k \in Vcpu |-> IF k = i THEN {} ELSE front[k] \ {i}]
    <3>1. \A k \in Vcpu : k # i => ~IsHead(k)
      BY <2>2
    <3> QED
      BY <1>8, <2>2, <3>1 DEF AdvanceTicket, AdvanceEffect
  <2>5. tickets' = tickets \ {i}
    BY <1>8 DEF AdvanceTicket, AdvanceEffect
  <2>6. TypeOK' /\ StandsWhere'
    BY <1>8, <2>1, <2>3, <2>4, <2>5 DEF AdvanceTicket
  <2>7. TicketsInOrder'
    BY <1>8, <2>1, <2>3, <2>4, <2>5 DEF AdvanceTicket
  <2>8. NoOvertaking'
    BY <1>8, <2>1, <2>3, <2>4, <2>5 DEF AdvanceTicket
  <2> QED
    BY <2>6, <2>7, <2>8
<1>9. CASE UNCHANGED vars
  BY <1>9 DEF vars
<1> HIDE DEF Inv, TypeOK, StandsWhere, TicketsInOrder, NoOvertaking
<1> QED
  BY <1>1, <1>2, <1>3, <1>4, <1>5, <1>6, <1>7, <1>8, <1>9 DEF Next

LEMMA Enough == Inv => Safety
  BY DEF Inv, TypeOK, StandsWhere, Safety, MutualExclusion, TicketsInOrder, NoOvertaking, Has

THEOREM Correct == Bugs = {} /\ Spec => []Safety
<1> SUFFICES ASSUME Bugs = {} PROVE Spec => []Safety
  OBVIOUS
<1>1. Inv /\ [Next]_vars => Inv'
  BY Kept
<1> QED
  BY Start, <1>1, Enough, PTL DEF Spec

=============================================================================
