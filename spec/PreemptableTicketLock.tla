------------------------ MODULE PreemptableTicketLock ------------------------
(***************************************************************************)
(* The preemptable ticket spinlock (Ouyang and Lange, VEE'13; pmtlock      *)
(* patches v1.0 to v3.0, arch/x86/include/asm/spinlock.h).  A waiter that  *)
(* has spun for a time proportional to its distance from the head stops    *)
(* waiting for its turn.  Whether its turn has come or it timed out, it    *)
(* then takes the lock by a test-and-set of a HOLD word, so that a waiter  *)
(* that is preempted holds nobody up.  Unlock adds one to head, whoever    *)
(* unlocks, and then clears HOLD: two words, two steps.                    *)
(*                                                                         *)
(* When a waiter finds head beyond its ticket, it was overtaken, and goes  *)
(* on at once as v1.0 does (tail <= head); v2.0 and v3.0 let it time out.  *)
(* A time-out may come at any moment here: the specification has no clock. *)
(*                                                                         *)
(* Java: dev.shootdown.machine.lock.PreemptableTicketLock.                 *)
(***************************************************************************)
EXTENDS Lock

(* head has come to i's ticket or is beyond it.  Bug turn-means-lock: that   *)
(* is taken for the lock, as in the ordinary ticket lock.                    *)
SeeTurn(i) ==
    /\ Runs(i)
    /\ pc[i] = "waiting"
    /\ Turn(i)
    /\ pc' = [pc EXCEPT ![i] = IF "turn-means-lock" \in Bugs THEN "holding" ELSE "trying"]
    /\ UNCHANGED <<mode, ticketVars, holdVars>>

TimeOut(i) ==
    /\ Runs(i)
    /\ pc[i] = "waiting"
    /\ pc' = [pc EXCEPT ![i] = "trying"]
    /\ timedOut' = timedOut \cup {i}
    /\ UNCHANGED <<mode, ticketVars, hold>>

(* xchg(&lock->acquired, 1) that returns 0; until then it is a busy-wait.    *)
TestAndSet(i) ==
    /\ "hold-read-then-write" \notin Bugs
    /\ Runs(i)
    /\ pc[i] = "trying"
    /\ ~hold
    /\ pc' = [pc EXCEPT ![i] = "holding"]
    /\ hold' = TRUE
    /\ UNCHANGED <<mode, ticketVars, timedOut>>

(* Bug hold-read-then-write: HOLD is read by one instruction and set by the  *)
(* next.                                                                     *)
ReadHold(i) ==
    /\ "hold-read-then-write" \in Bugs
    /\ Runs(i)
    /\ pc[i] = "trying"
    /\ ~hold
    /\ pc' = [pc EXCEPT ![i] = "setting"]
    /\ UNCHANGED <<mode, ticketVars, holdVars>>

SetHold(i) ==
    /\ Runs(i)
    /\ pc[i] = "setting"
    /\ pc' = [pc EXCEPT ![i] = "holding"]
    /\ hold' = TRUE
    /\ UNCHANGED <<mode, ticketVars, timedOut>>

(* Unlock, first half: head + 1.  Bug unlock-skips-timed-out: one that came  *)
(* out of order does not advance head, "it was not its turn".                *)
AdvanceTicket(i) ==
    /\ Runs(i)
    /\ pc[i] = "holding"
    /\ pc' = [pc EXCEPT ![i] = "releasing"]
    /\ IF "unlock-skips-timed-out" \in Bugs /\ i \in timedOut
       THEN UNCHANGED ticketVars
       ELSE AdvanceEffect(i)
    /\ timedOut' = timedOut \ {i}
    /\ UNCHANGED <<mode, hold>>

(* Unlock, second half: xchg(&lock->acquired, 0).                            *)
ReleaseHold(i) ==
    /\ Runs(i)
    /\ pc[i] = "releasing"
    /\ pc' = [pc EXCEPT ![i] = "idle"]
    /\ hold' = FALSE
    /\ UNCHANGED <<mode, ticketVars, timedOut>>

Next ==
    \/ \E v \in Vcpu : EnterGuest(v)
    \/ \E v \in Vcpu : Preempt(v)
    \/ \E i \in Vcpu : TakeTicket(i)
    \/ \E i \in Vcpu : SeeTurn(i)
    \/ \E i \in Vcpu : TimeOut(i)
    \/ \E i \in Vcpu : TestAndSet(i)
    \/ \E i \in Vcpu : ReadHold(i)
    \/ \E i \in Vcpu : SetHold(i)
    \/ \E i \in Vcpu : AdvanceTicket(i)
    \/ \E i \in Vcpu : ReleaseHold(i)

Spec == Init /\ [][Next]_vars

(* HOLD is set as long as somebody has the lock, and no longer.              *)
HoldIsOwned == hold <=> ~Free

(* Who has not timed out waited for its turn.                                *)
OvertakesAfterTimeOut == \A i \in Vcpu : pc[i] = "holding" => i \in timedOut \/ Turn(i)

(* A waiter is overtaken only by one who timed out, or who was overtaken     *)
(* himself before.                                                           *)
OvertakenProp ==
    [][\A j \in Vcpu : j \in passed' \ passed =>
           \E i \in Vcpu : /\ pc[i] = "holding" /\ pc'[i] = "releasing"
                           /\ i \in timedOut \/ i \in passed]_vars

-----------------------------------------------------------------------------
(* Proved inductive for any number of vCPUs: see proofs.                     *)

(* There is no other way to stand.                                           *)
StandsWhere ==
    \A i \in Vcpu :
        \/ pc[i] \in {"idle", "waiting", "trying", "holding", "releasing"}
        \/ pc[i] = "setting" /\ "hold-read-then-write" \in Bugs

(* Who no longer waits for its turn timed out, or its turn came.             *)
TriesAfterTimeOut == \A i \in Vcpu : pc[i] = "trying" => i \in timedOut \/ Turn(i)

Inv ==
    /\ TypeOK
    /\ StandsWhere
    /\ MutualExclusion
    /\ HoldIsOwned
    /\ TicketsInOrder
    /\ TriesAfterTimeOut
    /\ OvertakesAfterTimeOut

-----------------------------------------------------------------------------
(* As in TicketLock.  Of the time-out it is assumed that it comes.           *)
WaiterStep(i) == SeeTurn(i) \/ TimeOut(i) \/ TestAndSet(i)
HolderStep(i) == AdvanceTicket(i) \/ ReleaseHold(i)

Fairness ==
    /\ \A i \in Vcpu : SF_vars(WaiterStep(i))
    /\ \A i \in Vcpu : SF_vars(HolderStep(i))

LiveSpec == Spec /\ Fairness

=============================================================================
