----------------------------- MODULE TicketLock -----------------------------
(***************************************************************************)
(* The ticket spinlock of Linux 3.x (arch/x86/include/asm/spinlock.h,      *)
(* __ticket_spin_lock): first come, first served.  When the next in the    *)
(* queue is preempted, nobody gets a lock that is free: lock-waiter        *)
(* preemption.                                                             *)
(*                                                                         *)
(* Java: dev.shootdown.machine.lock.TicketLock.                            *)
(***************************************************************************)
EXTENDS Lock

(* Bug ticket-read-then-write: tail is read, and written back by another     *)
(* instruction.  Two may draw one number: neither is in front of the other.  *)
ReadTail(i) ==
    /\ "ticket-read-then-write" \in Bugs
    /\ Runs(i)
    /\ pc[i] = "idle"
    /\ pc' = [pc EXCEPT ![i] = "drawing"]
    /\ front' = [front EXCEPT ![i] = tickets]
    /\ UNCHANGED <<mode, tickets, passed, holdVars>>

WriteTail(i) ==
    /\ Runs(i)
    /\ pc[i] = "drawing"
    /\ pc' = [pc EXCEPT ![i] = "waiting"]
    /\ tickets' = tickets \cup {i}
    /\ UNCHANGED <<mode, front, passed, holdVars>>

(* Bug ticket-given-up: a waiter that has spun for long goes away, and its   *)
(* ticket stays in the queue.                                                *)
GiveUp(i) ==
    /\ "ticket-given-up" \in Bugs
    /\ Runs(i)
    /\ pc[i] = "waiting"
    /\ pc' = [pc EXCEPT ![i] = "idle"]
    /\ UNCHANGED <<mode, ticketVars, holdVars>>

(* The busy-wait: head = ticket.                                             *)
SeeTurn(i) ==
    /\ Runs(i)
    /\ pc[i] = "waiting"
    /\ Turn(i)
    /\ pc' = [pc EXCEPT ![i] = "holding"]
    /\ UNCHANGED <<mode, ticketVars, holdVars>>

(* Unlock: head + 1.  Nobody else writes it.                                 *)
AdvanceTicket(i) ==
    /\ Runs(i)
    /\ pc[i] = "holding"
    /\ pc' = [pc EXCEPT ![i] = "idle"]
    /\ AdvanceEffect(i)
    /\ UNCHANGED <<mode, holdVars>>

Next ==
    \/ \E v \in Vcpu : EnterGuest(v)
    \/ \E v \in Vcpu : Preempt(v)
    \/ \E i \in Vcpu : TakeTicket(i)
    \/ \E i \in Vcpu : ReadTail(i)
    \/ \E i \in Vcpu : WriteTail(i)
    \/ \E i \in Vcpu : GiveUp(i)
    \/ \E i \in Vcpu : SeeTurn(i)
    \/ \E i \in Vcpu : AdvanceTicket(i)

Spec == Init /\ [][Next]_vars

(* Who has the lock has the first ticket: nobody overtakes anybody.          *)
NoOvertaking ==
    /\ \A i \in Vcpu : Has(i) => \A j \in tickets \ {i} : i \in front[j]
    /\ passed = {}

-----------------------------------------------------------------------------
(* Proved inductive for any number of vCPUs: see proofs.                     *)

(* There is no other way to stand.                                           *)
StandsWhere ==
    \A i \in Vcpu :
        \/ pc[i] \in {"idle", "waiting", "holding"}
        \/ pc[i] = "drawing" /\ "ticket-read-then-write" \in Bugs

Inv ==
    /\ TypeOK
    /\ StandsWhere
    /\ TicketsInOrder
    /\ NoOvertaking

-----------------------------------------------------------------------------
(* A vCPU that can go on infinitely often does, as a waiter and as a holder. *)
(* Nothing is assumed of the host, nor that anybody wants the lock.          *)
Fairness ==
    /\ \A i \in Vcpu : SF_vars(SeeTurn(i))
    /\ \A i \in Vcpu : SF_vars(AdvanceTicket(i))

LiveSpec == Spec /\ Fairness

=============================================================================
