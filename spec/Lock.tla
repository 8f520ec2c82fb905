-------------------------------- MODULE Lock --------------------------------
(***************************************************************************)
(* A spinlock of the guest kernel that hands out tickets, and the vCPUs    *)
(* that want it, under a host that takes vCPUs off their pCPUs when it     *)
(* likes.  What the two ticket locks share: constants, variables, drawing  *)
(* a ticket, passing the lock on.                                          *)
(*                                                                         *)
(* Tickets without numbers.  A ticket lock is two counters: xadd on tail   *)
(* draws a ticket, an add on head passes the lock on, and a waiter         *)
(* compares head with its ticket.  No step sees more of a ticket than      *)
(* ticket - head, the number of tickets before it, and head never passes   *)
(* tail.  So the tickets from head to tail are a set, `tickets`, named by  *)
(* who drew them, in an order: front[i], the tickets before i's.  Then     *)
(* ticket - head is the size of front[i], and nobody asks for more of it   *)
(* than whether it is empty.  (MC: PreemptableTicketNumbers has both       *)
(* side by side.)                                                          *)
(*                                                                         *)
(* A vCPU is on a pCPU or not.  How many pCPUs there are does not matter   *)
(* to a lock: fewer pCPUs only forbid some behaviours.                     *)
(*                                                                         *)
(* Left out: trylock, several locks, interrupts, halting (PV spinlocks).   *)
(*                                                                         *)
(* Java: dev.shootdown.machine.lock.LockState and Lock.                    *)
(***************************************************************************)
CONSTANTS
    Vcpu,       \* virtual CPUs of one VM
    Bugs        \* the planted bugs switched on: see each lock

VARIABLES
    (* mode[v]: on no pCPU, or in guest mode.                                *)
    mode,
    (* pc[v]: where v stands in lock and unlock.                             *)
    pc,
    (* tickets: who drew a ticket that head has not passed yet.              *)
    (* front[v]: the tickets before v's, as far as head has not passed them. *)
    tickets, front,
    (* passed: whose ticket head has passed although they did not have the   *)
    (* lock: somebody overtook them (preemptable ticket lock).  Their name   *)
    (* in `tickets` stands for the number of the one who overtook them last. *)
    passed,
    (* timedOut: who gave up waiting for its turn (preemptable ticket lock). *)
    timedOut,
    (* hold: the HOLD bit (preemptable ticket lock).                         *)
    hold

vars == <<mode, pc, tickets, front, passed, timedOut, hold>>
ticketVars == <<tickets, front, passed>>
holdVars == <<timedOut, hold>>

TypeOK ==
    /\ mode \in [Vcpu -> {"out", "guest"}]
    /\ pc \in [Vcpu -> {"idle", "drawing", "waiting", "trying", "setting", "holding", "releasing"}]
    /\ tickets \in SUBSET Vcpu
    /\ front \in [Vcpu -> SUBSET Vcpu]
    /\ passed \in SUBSET Vcpu
    /\ timedOut \in SUBSET Vcpu
    /\ hold \in BOOLEAN

Init ==
    /\ mode = [v \in Vcpu |-> "out"]
    /\ pc = [v \in Vcpu |-> "idle"]
    /\ tickets = {}
    /\ front = [v \in Vcpu |-> {}]
    /\ passed = {}
    /\ timedOut = {}
    /\ hold = FALSE

-----------------------------------------------------------------------------
Runs(v)  == mode[v] = "guest"
Waits(v) == pc[v] \in {"waiting", "trying"}
Has(v)   == pc[v] \in {"holding", "releasing"}
Free     == \A v \in Vcpu : ~Has(v)

(* head has come to i's ticket, or is beyond it.                             *)
Turn(i) == front[i] = {} \/ i \in passed

IsHead(x) == x \in tickets /\ front[x] = {}

-----------------------------------------------------------------------------
(* VM entry: the host runs v.                                                *)
EnterGuest(v) ==
    /\ mode[v] = "out"
    /\ mode' = [mode EXCEPT ![v] = "guest"]
    /\ UNCHANGED <<pc, ticketVars, holdVars>>

(* The host takes v off its pCPU, wherever it stands.                        *)
Preempt(v) ==
    /\ mode[v] = "guest"
    /\ mode' = [mode EXCEPT ![v] = "out"]
    /\ UNCHANGED <<pc, ticketVars, holdVars>>

(* xadd(&lock->tickets, 1 in tail).                                          *)
TakeTicket(i) ==
    /\ "ticket-read-then-write" \notin Bugs
    /\ Runs(i)
    /\ pc[i] = "idle"
    /\ pc' = [pc EXCEPT ![i] = "waiting"]
    /\ front' = [front EXCEPT ![i] = tickets]
    /\ tickets' = tickets \cup {i}
    /\ UNCHANGED <<mode, passed, holdVars>>

(* head + 1, by j, which has the lock.  If j is not the one at the head (it  *)
(* came out of order), head passes the ticket of the one who is, x.  Then x  *)
(* is still to come and j is gone, so that j's number is called x from now   *)
(* on: the numbers from head to tail remain as many as vCPUs to come.        *)
AdvanceEffect(j) ==
    /\ tickets' = tickets \ {j}
    /\ passed' = (passed \cup {x \in Vcpu : IsHead(x)}) \ {j}
    /\ front' = [i \in Vcpu |->
           IF i = j THEN {}
           ELSE IF IsHead(i) THEN front[j] \ {i}
           ELSE IF j \in front[i] THEN front[i] \ {j}
           ELSE front[i] \ {x \in Vcpu : IsHead(x)}]

-----------------------------------------------------------------------------
(* What both are held to.                                                    *)

(* At most one is between lock and unlock.                                   *)
MutualExclusion == \A i, j \in Vcpu : Has(i) /\ Has(j) => i = j

(* Every ticket is somebody's who is still to pass the lock on, and of two   *)
(* tickets one is before the other.                                          *)
TicketsInOrder ==
    /\ tickets = {v \in Vcpu : pc[v] \in {"waiting", "trying", "setting", "holding"}}
    /\ \A i \in tickets :
           /\ front[i] \subseteq tickets \ {i}
           /\ \A j \in front[i] : front[j] \subseteq front[i] /\ i \notin front[j]
           /\ \A j \in tickets \ {i} : i \in front[j] \/ j \in front[i]

(* Nobody waits for nothing: somebody has the lock or is about to take it,   *)
(* or it is the turn of one who waits.                                       *)
NoLostWaiter ==
    (\E i \in Vcpu : pc[i] = "waiting") =>
        \E j \in Vcpu : \/ pc[j] \in {"trying", "setting", "holding", "releasing"}
                        \/ pc[j] = "waiting" /\ Turn(j)

-----------------------------------------------------------------------------
(* Progress.  Assumed of the host, each by its own premise, never more:      *)
NobodyIsLost     == \A v \in Vcpu : []<>Runs(v)
NoHolderIsLost   == \A v \in Vcpu : []<>(Runs(v) \/ ~Has(v))

(* Who waits gets the lock, if every vCPU runs infinitely often.             *)
EveryWaiterGetsIn == NobodyIsLost => \A i \in Vcpu : Waits(i) ~> Has(i)

(* A free lock is taken, if one that waits for it runs infinitely often, and *)
(* so does whoever has it; other waiters may be preempted for ever.          *)
TakenWithoutWaiters ==
    NoHolderIsLost => \A i \in Vcpu : []<>Runs(i) => ((Waits(i) /\ Free) ~> ~Free)

(* The lock is passed on, if one that waits for it runs infinitely often;    *)
(* whoever has it may be preempted for ever.                                 *)
FreedWithoutHolder == \A i \in Vcpu : []<>Runs(i) => (Waits(i) ~> Free)

=============================================================================
