/**
 * Inductive invariants for any number of CPUs, pages and frames, on the very text that TLC checks. {@link
 * dev.shootdown.modelcheck.prove.Prover} takes SANY's semantic tree of a module apart into actions and conjuncts of its
 * {@code Inv}, {@link dev.shootdown.modelcheck.prove.Translator} turns expressions into first-order formulas, and Z3 and cvc5
 * have to agree that no step leads out of the invariant. {@link dev.shootdown.modelcheck.prove.Tlaps} runs the proofs that are
 * written out, {@link dev.shootdown.modelcheck.prove.Ledger} keeps what it proved.
 */
package dev.shootdown.modelcheck.prove;
