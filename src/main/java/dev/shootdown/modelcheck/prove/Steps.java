package dev.shootdown.modelcheck.prove;

import dev.shootdown.machine.BadInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.LevelNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;

/**
 * Takes {@code Next} apart into steps: at disjunctions, at quantifiers around actions, at every IF that decides what a step
 * does. What is left of a step are conditions and {@code x' = …}; those values are put in the place of x' everywhere, so that a
 * solver never sees a variable that the step leaves alone twice.
 */
final class Steps {
    private static final int STATE = 1; // SANY's levels: 0 constants, 1 states, 2 actions

    private final Module module;

    Steps(Module module) {
        this.module = module;
    }

    private record Leaf(SemanticNode node, Env env) {}

    /** A step that is being taken apart. */
    private record Draft(String action, List<Term.Var> parameters, List<Term> guards, List<Leaf> leaves) {
        static final Draft EMPTY = new Draft(null, List.of(), List.of(), List.of());

        Draft and(Draft other) {
            return new Draft(
                    action == null ? other.action : action,
                    join(parameters, other.parameters),
                    join(guards, other.guards),
                    join(leaves, other.leaves));
        }

        Draft named(String name) {
            return new Draft(name, parameters, guards, leaves);
        }

        private static <T> List<T> join(List<T> a, List<T> b) {
            List<T> all = new ArrayList<>(a);
            all.addAll(b);
            return all;
        }
    }

    List<Step> of(OpDefNode next) {
        List<Step> steps = new ArrayList<>();
        for (Draft draft : split(next.getBody(), Env.EMPTY)) {
            Step step = finish(draft);
            if (!step.condition().equals(Term.FALSE)) {
                steps.add(step);
            }
        }
        return steps;
    }

    /** Init as a step: the values of the variables in its conjuncts {@code x = e}. */
    Step initial(OpDefNode init) {
        Map<String, Value> after = new LinkedHashMap<>();
        for (Module.Conjunct part : Module.parts(init)) {
            if (!(part.node() instanceof OpApplNode equation)
                    || !equation.getOperator().getName().toString().equals("=")
                    || !(equation.getArgs()[0] instanceof OpApplNode variable)
                    || !(variable.getOperator() instanceof OpDeclNode)) {
                throw Kinds.outside(part.node(), "a conjunct of Init that is not x = e");
            }
            String name = variable.getOperator().getName().toString();
            Value value = new Translator(module.constants(), module.initially(), false)
                    .value(equation.getArgs()[1], Env.EMPTY);
            if (!Sort.unify(value.sort(), module.now(name).sort())) {
                throw Kinds.outside(equation, "a first value of " + name + " of another kind");
            }
            after.put(name, value);
        }
        for (String variable : module.variables()) {
            if (!after.containsKey(variable)) {
                throw new BadInput(module.name() + ": Init does not say what " + variable + " is.");
            }
        }
        return new Step("Init", List.of(), Term.TRUE, after, List.of());
    }

    private Translator translator(List<Term.Var> parameters, List<Term> guards, Map<String, Value> after) {
        Translator translator = new Translator(module.constants(), module.states(after), true);
        for (Term.Var parameter : parameters) {
            translator.assume(parameter, Term.TRUE);
        }
        guards.forEach(guard -> translator.know(guard));
        return translator;
    }

    private Term formula(SemanticNode node, Env env) {
        return translator(List.of(), List.of(), null).formula(node, env);
    }

    private static int level(SemanticNode node) {
        return node instanceof LevelNode leveled ? leveled.getLevel() : 0;
    }

    private List<Draft> split(SemanticNode node, Env env) {
        if (level(node) <= STATE) {
            return List.of(new Draft(null, List.of(), List.of(), List.of(new Leaf(node, env))));
        }
        if (node instanceof LetInNode let) {
            return split(let.getBody(), Translator.locals(let, env));
        }
        if (node instanceof OpApplNode apply && apply.getOperator() instanceof OpDefNode definition) {
            return split(apply, definition, env);
        }
        return List.of(new Draft(null, List.of(), List.of(), List.of(new Leaf(node, env))));
    }

    private List<Draft> split(OpApplNode node, OpDefNode operator, Env env) {
        ExprOrOpArgNode[] args = node.getArgs();
        Env.Local local = env.local(operator);
        if (local != null) {
            return split(local.body(), translator(List.of(), List.of(), null).bind(operator, node, local.env(), env));
        }
        switch (operator.getName().toString()) {
            case "$ConjList", "\\land":
                List<Draft> all = List.of(Draft.EMPTY);
                for (ExprOrOpArgNode arg : args) {
                    List<Draft> longer = new ArrayList<>();
                    List<Draft> parts = split(arg, env);
                    for (Draft one : all) {
                        parts.forEach(part -> longer.add(one.and(part)));
                    }
                    all = longer;
                }
                return all;
            case "$DisjList", "\\lor":
                List<Draft> any = new ArrayList<>();
                for (ExprOrOpArgNode arg : args) {
                    any.addAll(split(arg, env));
                }
                return any;
            case "$IfThenElse":
                return choice(node, env);
            case "$BoundedExists":
                return exists(node, 0, 0, env);
            default:
                if (operator.getKind() != OpDefNode.UserDefinedOpKind) {
                    return List.of(new Draft(null, List.of(), List.of(), List.of(new Leaf(node, env))));
                }
                Env inner = translator(List.of(), List.of(), null).bind(operator, node, Env.EMPTY, env);
                List<Draft> named = new ArrayList<>();
                split(operator.getBody(), inner)
                        .forEach(draft ->
                                named.add(draft.named(operator.getName().toString())));
                return named;
        }
    }

    private List<Draft> choice(OpApplNode node, Env env) {
        SemanticNode condition = node.getArgs()[0];
        if (level(condition) > STATE) {
            throw Kinds.outside(node, "IF on the state after the step, around what a step does,");
        }
        Term chosen = formula(condition, env);
        List<Draft> both = new ArrayList<>();
        if (!chosen.equals(Term.FALSE)) {
            Draft yes = new Draft(null, List.of(), List.of(chosen), List.of());
            split(node.getArgs()[1], env).forEach(draft -> both.add(yes.and(draft)));
        }
        if (!chosen.equals(Term.TRUE)) {
            Draft no = new Draft(null, List.of(), List.of(Term.not(chosen)), List.of());
            split(node.getArgs()[2], env).forEach(draft -> both.add(no.and(draft)));
        }
        return both;
    }

    private List<Draft> exists(OpApplNode node, int list, int name, Env env) {
        FormalParamNode[][] names = node.getBdedQuantSymbolLists();
        if (list == names.length) {
            return split(node.getArgs()[0], env);
        }
        if (name == names[list].length) {
            return exists(node, list + 1, 0, env);
        }
        Value bound = translator(List.of(), List.of(), null).value(node.getBdedQuantBounds()[list], env);
        if (!(bound instanceof Value.SetOf set) || node.isBdedQuantATuple()[list]) {
            throw Kinds.outside(node, "this quantifier around a step");
        }
        FormalParamNode parameter = names[list][name];
        Term.Var var = Values.fresh(parameter.getName().toString(), set.element());
        Draft chosen = new Draft(null, List.of(var), List.of(set.has().apply(var)), List.of());
        List<Draft> drafts = new ArrayList<>();
        exists(node, list, name + 1, env.with(parameter, new Value.Scalar(var, set.element())))
                .forEach(draft -> drafts.add(chosen.and(draft)));
        return drafts;
    }

    /** Thrown when a value depends on a variable after the step that is not known yet. */
    private static final class NotYet extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotYet() {
            super(null, null, false, false);
        }
    }

    private Step finish(Draft draft) {
        List<Term> conditions = new ArrayList<>(draft.guards());
        Map<String, Value> after = new LinkedHashMap<>();
        List<Leaf> open = new ArrayList<>();
        for (Leaf leaf : draft.leaves()) {
            if (level(leaf.node()) <= STATE) {
                Term term = translator(draft.parameters(), conditions, null).formula(leaf.node(), leaf.env());
                if (term.equals(Term.FALSE)) {
                    return new Step(draft.action(), draft.parameters(), Term.FALSE, Map.of(), List.of());
                }
                conditions.add(term);
            } else if (!unchanged(leaf.node(), after)) {
                open.add(leaf);
            }
        }
        int before = -1;
        while (before != open.size()) {
            before = open.size();
            for (Leaf leaf : List.copyOf(open)) {
                if (assigns(leaf, draft, conditions, after)) {
                    open.remove(leaf);
                }
            }
        }
        List<String> loose = new ArrayList<>();
        for (String variable : module.variables()) {
            if (!after.containsKey(variable)) {
                loose.add(variable);
                after.put(variable, module.loose(variable));
            }
        }
        for (Leaf leaf : open) {
            conditions.add(translator(draft.parameters(), conditions, after).formula(leaf.node(), leaf.env()));
        }
        if (draft.action() == null) {
            throw new BadInput(module.name() + ": a part of Next has no name.");
        }
        return new Step(draft.action(), draft.parameters(), Term.and(conditions), after, loose);
    }

    /** Sets what UNCHANGED names; false if the expression is anything else. */
    private boolean unchanged(SemanticNode node, Map<String, Value> after) {
        if (!(node instanceof OpApplNode apply)
                || !apply.getOperator().getName().toString().equals("UNCHANGED")) {
            return false;
        }
        List<String> names = new ArrayList<>();
        if (!variables(apply.getArgs()[0], names) || names.stream().anyMatch(after::containsKey)) {
            return false;
        }
        names.forEach(name -> after.put(name, module.now(name)));
        return true;
    }

    private static boolean variables(SemanticNode node, List<String> names) {
        if (!(node instanceof OpApplNode apply)) {
            return false;
        }
        if (apply.getOperator() instanceof OpDeclNode) {
            return names.add(apply.getOperator().getName().toString());
        }
        if (apply.getOperator().getName().toString().equals("$Tuple")) {
            boolean all = true;
            for (ExprOrOpArgNode arg : apply.getArgs()) {
                all &= variables(arg, names);
            }
            return all;
        }
        return apply.getOperator() instanceof OpDefNode definition
                && definition.getKind() == OpDefNode.UserDefinedOpKind
                && variables(definition.getBody(), names);
    }

    /** Takes {@code x' = e} for the value of x, if e can be said by now. */
    private boolean assigns(Leaf leaf, Draft draft, List<Term> guards, Map<String, Value> after) {
        if (!(leaf.node() instanceof OpApplNode equation)
                || !equation.getOperator().getName().toString().equals("=")
                || !(equation.getArgs()[0] instanceof OpApplNode prime)
                || !prime.getOperator().getName().toString().equals("'")
                || !(prime.getArgs()[0] instanceof OpApplNode variable)
                || !(variable.getOperator() instanceof OpDeclNode)) {
            return false;
        }
        String name = variable.getOperator().getName().toString();
        if (after.containsKey(name)) {
            return false;
        }
        try {
            Value value =
                    translator(draft.parameters(), guards, after).value((ExprNode) equation.getArgs()[1], leaf.env());
            if (!Sort.unify(value.sort(), module.now(name).sort())) {
                throw Kinds.outside(equation, "a new value of " + name + " of another kind");
            }
            after.put(name, value);
            return true;
        } catch (NotYet dependsOnAnother) {
            return false;
        }
    }

    static RuntimeException notYet() {
        return new NotYet();
    }
}
