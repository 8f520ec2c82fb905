-------------------- MODULE PreemptableTicketLock_proofs --------------------
(* The preemptable ticket lock, proved with TLAPS for any number of vCPUs.   *)
EXTENDS PreemptableTicketLock, TLAPS

(* What is claimed.                                                          *)
Safety ==
    /\ MutualExclusion
    /\ HoldIsOwned
    /\ TicketsInOrder
    /\ OvertakesAfterTimeOut

LEMMA Start == Init => Inv
  BY DEF Init, Inv, TypeOK, StandsWhere, MutualExclusion, HoldIsOwned, TicketsInOrder, TriesAfterTimeOut,
         OvertakesAfterTimeOut, Has, Free, Turn

LEMMA Kept == Bugs = {} /\ Inv /\ [Next]_vars => Inv'
<1> SUFFICES ASSUME Bugs = {}, Inv, [Next]_vars PROVE Inv'
  OBVIOUS
<1> USE DEF Inv, TypeOK, StandsWhere, MutualExclusion, HoldIsOwned, TicketsInOrder, TriesAfterTimeOut,
            OvertakesAfterTimeOut, Has, Free, Turn, ticketVars, holdVars, Runs
<1>1. ASSUME NEW v \in Vcpu, EnterGuest(v) PROVE Inv'
  BY <1>1 DEF EnterGuest
<1>2. ASSUME NEW v \in Vcpu, Preempt(v) PROVE Inv'
  BY <1>2 DEF Preempt
<1>3. ASSUME NEW i \in Vcpu, TakeTicket(i) PROVE Inv'
  BY <1>3 DEF TakeTicket
<1>4. ASSUME NEW i \in Vcpu, SeeTurn(i) PROVE Inv'
  BY <1>4 DEF SeeTurn
<1>5. ASSUME NEW i \in Vcpu, TimeOut(i) PROVE Inv'
  BY <1>5 DEF TimeOut
<1>6. ASSUME NEW i \in Vcpu, TestAndSet(i) PROVE Inv'
  BY <1>6 DEF TestAndSet
<1>7. ASSUME NEW i \in Vcpu, ReadHold(i) PROVE Inv'
  BY <1>7 DEF ReadHold
<1>8. ASSUME NEW i \in Vcpu, SetHold(i) PROVE Inv'
  BY <1>8 DEF SetHold
<1>9. ASSUME NEW i \in Vcpu, AdvanceTicket(i) PROVE Inv'
  BY <1>9 DEF AdvanceTicket, AdvanceEffect, IsHead
<1>10. ASSUME NEW i \in Vcpu, ReleaseHold(i) PROVE Inv'
  BY <1>10 DEF ReleaseHold
<1>11. CASE UNCHANGED vars
  BY <1>11 DEF vars
<1> HIDE DEF Inv, TypeOK, StandsWhere, MutualExclusion, HoldIsOwned, TicketsInOrder, TriesAfterTimeOut,
             OvertakesAfterTimeOut
<1> QED
  BY <1>1, <1>2, <1>3, <1>4, <1>5, <1>6, <1>7, <1>8, <1>9, <1>10, <1>11 DEF Next

LEMMA Enough == Inv => Safety
  BY DEF Inv, Safety

THEOREM Correct == Bugs = {} /\ Spec => []Safety
<1> SUFFICES ASSUME Bugs = {} PROVE Spec => []Safety
  OBVIOUS
<1>1. Inv /\ [Next]_vars => Inv'
  BY Kept
<1> QED
  BY Start, <1>1, Enough, PTL DEF Spec

=============================================================================
