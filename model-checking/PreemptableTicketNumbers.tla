---------------------- MODULE PreemptableTicketNumbers ----------------------
(* The preemptable ticket lock with head, tail and tickets as numbers beside *)
(* it, up to ticket Most: the sets of Lock say the same as the numbers.      *)
EXTENDS PreemptableTicketLock, Integers, FiniteSets
CONSTANT Most
VARIABLES head, tail, ticket
numbers == <<head, tail, ticket>>

NumberedInit == Init /\ head = 0 /\ tail = 0 /\ ticket = [v \in Vcpu |-> 0]

NumberedNext ==
    \/ \E i \in Vcpu :
           /\ TakeTicket(i)
           /\ tail < Most
           /\ tail' = tail + 1
           /\ ticket' = [ticket EXCEPT ![i] = tail]
           /\ UNCHANGED head
    \/ \E i \in Vcpu : AdvanceTicket(i) /\ head' = head + 1 /\ UNCHANGED <<tail, ticket>>
    \/ \E i \in Vcpu :
           /\ EnterGuest(i) \/ Preempt(i) \/ SeeTurn(i) \/ TimeOut(i) \/ TestAndSet(i) \/ ReleaseHold(i)
           /\ UNCHANGED numbers

SetsAreNumbers ==
    /\ Cardinality(tickets) = tail - head
    /\ \A i \in Vcpu :
           Waits(i) \/ pc[i] = "holding" =>
               IF i \in passed THEN ticket[i] < head
               ELSE ticket[i] - head = Cardinality(front[i])
=============================================================================
