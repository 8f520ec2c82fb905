------------------------------ MODULE Hardware ------------------------------
(***************************************************************************)
(* Physical CPUs and what they cache of the guests' page tables.           *)
(*                                                                         *)
(* With EPT a TLB entry is a combined translation, guest-virtual page to   *)
(* frame, tagged with the VPID of a vCPU (Intel SDM vol. 3C, 28.3); VPIDs   *)
(* are one to one with vCPUs, so the tag is written as the vCPU.  Guests   *)
(* of the modelled age use no PCIDs: entries carry no address-space tag    *)
(* and a CR3 write drops them.  The EPT is fixed and not shown.  An entry  *)
(* may be filled whenever its vCPU is in guest mode with that root loaded  *)
(* (speculation), and may vanish at any time.                              *)
(*                                                                         *)
(* Java: dev.shootdown.machine.Hardware.                                   *)
(***************************************************************************)
EXTENDS State

Names(entry, frame) == entry # NoEntry /\ entry[1] = frame

(* The effects that the actions of the other modules use.                   *)
(* INVLPG of each page of a set, as v on p.                                 *)
InvlpgEffect(p, v, pages) ==
    /\ tlb' = [tlb EXCEPT ![p][v] = [g \in Page |-> IF g \in pages THEN NoEntry ELSE tlb[p][v][g]]]
    /\ psc' = [psc EXCEPT ![p][v] = NoTable]

(* INVVPID single-context for v on p, or a CR3 write of v on p.             *)
DropAllEffect(p, v) ==
    /\ tlb' = [tlb EXCEPT ![p][v] = [g \in Page |-> NoEntry]]
    /\ psc' = [psc EXCEPT ![p][v] = NoTable]

-----------------------------------------------------------------------------
(* A page walk by v's pCPU, speculative or not, at any time in guest mode.   *)
FillTlb(v, g) ==
    /\ mode[v] = "guest"
    /\ cr3[v] # Kernel
    /\ pt[cr3[v]][g] # NoEntry
    /\ tlb[vmcsCpu[v]][v][g] = NoEntry
    /\ tlb' = [tlb EXCEPT ![vmcsCpu[v]][v][g] = pt[cr3[v]][g]]
    /\ UNCHANGED <<psc, hypervisorVars, guestVars, schemeVars>>

(* The same walk, as far as the paging-structure caches.                     *)
CacheTable(v) ==
    /\ "tables" \in Features
    /\ mode[v] = "guest"
    /\ cr3[v] # Kernel
    /\ table[cr3[v]] # NoTable
    /\ psc[vmcsCpu[v]][v] = NoTable
    /\ psc' = [psc EXCEPT ![vmcsCpu[v]][v] = table[cr3[v]]]
    /\ UNCHANGED <<tlb, hypervisorVars, guestVars, schemeVars>>

EvictTlb(p, v, g) ==
    /\ "evict" \in Features
    /\ tlb[p][v][g] # NoEntry
    /\ tlb' = [tlb EXCEPT ![p][v][g] = NoEntry]
    /\ UNCHANGED <<psc, hypervisorVars, guestVars, schemeVars>>

=============================================================================
