------------------------------ MODULE Counter ------------------------------
(* Three cells; each can be raised to Max and, when all are there, all are set back. *)
EXTENDS CounterConstants
VARIABLES cell, mode
vars == <<cell, mode>>

TypeOK == cell \in [Cell -> 0..Max] /\ mode \in {"up", "back"}
Init == cell = [c \in Cell |-> 0] /\ mode = "up"
Raise(c) == mode = "up" /\ cell[c] < Max /\ cell' = [cell EXCEPT ![c] = @ + 1] /\ UNCHANGED mode
TurnBack == mode = "up" /\ (\A c \in Cell : cell[c] = Max) /\ mode' = "back" /\ UNCHANGED cell
Reset == mode = "back" /\ cell' = [c \in Cell |-> 0] /\ mode' = "up"

Next == (\E c \in Cell : Raise(c)) \/ TurnBack \/ Reset
OneWay == (\E c \in Cell : Raise(c)) \/ TurnBack
Spec == Init /\ [][Next]_vars
SpecOneWay == Init /\ [][OneWay]_vars
FairSpec == Spec /\ WF_vars(Next)

NeverBack == mode # "back"
NotInitially == mode # "up"
NeverFallsProp == [][\A c \in Cell : cell'[c] >= cell[c]]_vars
TwoPartsProp == [][mode' # mode => mode = "up"]_vars /\ []<>(mode = "up")
ComesBack == []<>(mode = "back")
StaysBack == <>[](mode = "back")
HasField == cell.nothing = 1
=============================================================================
