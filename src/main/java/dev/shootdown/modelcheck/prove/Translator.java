package dev.shootdown.modelcheck.prove;

import dev.shootdown.modelcheck.prove.Value.Collection;
import dev.shootdown.modelcheck.prove.Value.Mapping;
import dev.shootdown.modelcheck.prove.Value.Scalar;
import dev.shootdown.modelcheck.prove.Value.SetOf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import tla2sany.semantic.AtNode;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.NumeralNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpArgNode;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.StringNode;
import tla2sany.semantic.SymbolNode;

/**
 * Expressions of TLA+ as first-order formulas. Operators are unfolded, sets become predicates, functions closures with a
 * domain. What it does not know is refused with the place where it stands, never passed over.
 *
 * <p>A function that is applied outside of its domain has an arbitrary value of its kind, another one each time. TLC stops
 * at such an application.
 */
final class Translator {
    /** Where the values of variables are looked up. */
    interface States {
        /** In the state before the step. */
        Value now(OpDeclNode variable);

        /** In the state after it. */
        Value next(OpDeclNode variable);
    }

    private final Constants constants;
    private final States states;
    private final List<Term.Var> scope = new ArrayList<>();
    private final Set<Term> known = new HashSet<>();
    private final boolean inAction;
    private boolean primed;

    /**
     * A translator of expressions over these states.
     *
     * @param inAction whether an unknown choice may be left open: what a step may do is then only more
     */
    Translator(Constants constants, States states, boolean inAction) {
        this.constants = constants;
        this.states = states;
        this.inAction = inAction;
    }

    /** Names and guards that hold throughout: parameters of an action and the sets that they are in. */
    void assume(Term.Var parameter, Term guard) {
        scope.add(parameter);
        know(guard);
    }

    /** A condition that holds throughout. */
    void know(Term guard) {
        known.add(guard);
    }

    /** A formula in the state after the step. */
    Term formulaAfter(SemanticNode node, Env env) {
        boolean before = primed;
        primed = true;
        try {
            return formula(node, env);
        } finally {
            primed = before;
        }
    }

    Term formula(SemanticNode node, Env env) {
        Value value = value(node, env);
        if (!(value instanceof Scalar scalar) || !Sort.unify(scalar.sort(), Sort.bool())) {
            throw Kinds.outside(node, "something that is not a formula");
        }
        return scalar.term();
    }

    Value value(SemanticNode node, Env env) {
        if (node instanceof OpApplNode apply) {
            return apply(apply, env);
        }
        if (node instanceof StringNode string) {
            Sort sort = Sort.unknown();
            sort.strings.add(string.getRep().toString());
            return new Scalar(new Term.Name(string.getRep().toString(), true, sort), sort);
        }
        if (node instanceof LetInNode let) {
            return value(let.getBody(), locals(let, env));
        }
        if (node instanceof AtNode at) {
            return env.value(at.getExceptComponentRef());
        }
        throw Kinds.outside(node, node instanceof NumeralNode ? "a number" : "this kind of expression");
    }

    static Env locals(LetInNode let, Env env) {
        Env inner = env;
        for (OpDefNode definition : let.getLets()) {
            inner = inner.with(definition, new Env.Local(definition.getBody(), inner));
        }
        return inner;
    }

    private Value apply(OpApplNode node, Env env) {
        SymbolNode operator = node.getOperator();
        if (operator instanceof FormalParamNode && env.value(operator) != null) {
            return env.value(operator);
        }
        if (env.operator(operator) != null) {
            operator = env.operator(operator);
        }
        if (operator instanceof OpDeclNode declared) {
            if (declared.getKind() == OpDeclNode.VariableDeclKind) {
                return primed ? states.next(declared) : states.now(declared);
            }
            return constants.value(declared, node, this::open);
        }
        if (operator instanceof OpDefNode definition) {
            Env.Local local = env.local(definition);
            if (local != null) {
                return value(local.body(), bind(definition, node, local.env(), env));
            }
            if (definition.getBody() != null && definition.getKind() == OpDefNode.UserDefinedOpKind) {
                return value(definition.getBody(), bind(definition, node, Env.EMPTY, env));
            }
        }
        return builtIn(node, operator.getName().toString(), env);
    }

    /** What the body of a definition sees. */
    Env bind(OpDefNode definition, OpApplNode call, Env inner, Env outer) {
        FormalParamNode[] parameters = definition.getParams();
        Env bound = inner;
        for (int k = 0; k < parameters.length; k++) {
            if (call.getArgs()[k] instanceof OpArgNode argument) {
                if (!(argument.getOp() instanceof OpDefNode operator)) {
                    throw Kinds.outside(call, "an operator that is handed on");
                }
                bound = bound.with(parameters[k], operator);
            } else {
                bound = bound.with(parameters[k], value(call.getArgs()[k], outer));
            }
        }
        return bound;
    }

    /** A choice about which nothing is known, for whether a set is in a constant set of sets. */
    private Term open(SemanticNode node) {
        if (!inAction) {
            throw Kinds.outside(node, "membership in a set of sets, outside of an action,");
        }
        return ((Scalar) arbitrary("open", Sort.bool())).term();
    }

    private Value arbitrary(String name, Sort sort) {
        List<Term> at = new ArrayList<>(scope);
        List<Sort> sorts = scope.stream().map(Term.Var::sort).toList();
        return Values.symbol(Values.fresh(name, sort).name(), at, sorts, sort);
    }

    private Value builtIn(OpApplNode node, String name, Env env) {
        ExprOrOpArgNode[] args = node.getArgs();
        switch (name) {
            case "TRUE":
                return Values.formula(Term.TRUE);
            case "FALSE":
                return Values.formula(Term.FALSE);
            case "BOOLEAN":
                return new SetOf(Sort.bool(), e -> Term.TRUE);
            case "$ConjList", "\\land":
                return Values.formula(all(args, env));
            case "$DisjList", "\\lor":
                return Values.formula(any(args, env));
            case "\\lnot":
                return Values.formula(Term.not(formula(args[0], env)));
            case "=>":
                Term premise = formula(args[0], env);
                return Values.formula(
                        premise.equals(Term.FALSE) ? Term.TRUE : Term.implies(premise, formula(args[1], env)));
            case "\\equiv":
                return Values.formula(Term.iff(formula(args[0], env), formula(args[1], env)));
            case "=":
                return Values.formula(Kinds.equal(node, value(args[0], env), value(args[1], env)));
            case "/=":
                return Values.formula(Term.not(Kinds.equal(node, value(args[0], env), value(args[1], env))));
            case "\\in":
                return Values.formula(Kinds.in(node, value(args[0], env), value(args[1], env)));
            case "\\notin":
                return Values.formula(Term.not(Kinds.in(node, value(args[0], env), value(args[1], env))));
            case "\\subseteq":
                return Values.formula(Kinds.subset(node, value(args[0], env), value(args[1], env)));
            case "\\cup", "\\union":
                return combine(node, env, (a, b) -> Term.or(a, b));
            case "\\cap", "\\intersect":
                return combine(node, env, (a, b) -> Term.and(a, b));
            case "\\":
                return combine(node, env, (a, b) -> Term.and(a, Term.not(b)));
            case "SUBSET":
                SetOf whole = Kinds.set(node, value(args[0], env));
                return new Collection(Sort.setOf(whole.element()), part -> Kinds.subset(node, part, whole));
            case "$SetEnumerate":
                return enumerated(node, env);
            case "$SubsetOf":
                return filtered(node, env);
            case "$CartesianProd":
                return product(node, env);
            case "$Tuple":
                return tuple(node, env);
            case "$SetOfFcns":
                return functions(node, value(args[0], env), value(args[1], env));
            case "$FcnConstructor":
                return constructed(node, env);
            case "$FcnApply":
                return applied(node, env);
            case "$Except":
                return except(node, env);
            case "DOMAIN":
                return Kinds.mapping(node, value(args[0], env)).domain();
            case "$IfThenElse":
                return choice(node, env);
            case "$BoundedForall":
                return Values.formula(quantified(node, true, 0, 0, env));
            case "$BoundedExists":
                return Values.formula(quantified(node, false, 0, 0, env));
            case "'":
                return prime(node, env);
            case "UNCHANGED":
                return Values.formula(unchanged(args[0], env));
            default:
                throw Kinds.outside(node, "the operator " + name);
        }
    }

    private Term all(ExprOrOpArgNode[] args, Env env) {
        List<Term> terms = new ArrayList<>();
        for (ExprOrOpArgNode arg : args) {
            terms.add(formula(arg, env));
            if (terms.get(terms.size() - 1).equals(Term.FALSE)) {
                return Term.FALSE;
            }
        }
        return Term.and(terms);
    }

    private Term any(ExprOrOpArgNode[] args, Env env) {
        List<Term> terms = new ArrayList<>();
        for (ExprOrOpArgNode arg : args) {
            terms.add(formula(arg, env));
            if (terms.get(terms.size() - 1).equals(Term.TRUE)) {
                return Term.TRUE;
            }
        }
        return Term.or(terms);
    }

    private Value choice(OpApplNode node, Env env) {
        Term condition = formula(node.getArgs()[0], env);
        if (condition instanceof Term.Truth truth) {
            return value(node.getArgs()[truth.value() ? 1 : 2], env);
        }
        Value chosen = Values.when(condition, value(node.getArgs()[1], env), value(node.getArgs()[2], env));
        if (chosen == null) {
            throw Kinds.outside(node, "IF with branches of different kinds");
        }
        return chosen;
    }

    private Value prime(OpApplNode node, Env env) {
        if (primed) {
            throw Kinds.outside(node, "a prime within a prime");
        }
        primed = true;
        try {
            return value(node.getArgs()[0], env);
        } finally {
            primed = false;
        }
    }

    private Term unchanged(SemanticNode node, Env env) {
        if (node instanceof OpApplNode apply && apply.getOperator() instanceof OpDefNode definition) {
            if (definition.getName().toString().equals("$Tuple")) {
                List<Term> same = new ArrayList<>();
                for (ExprOrOpArgNode arg : apply.getArgs()) {
                    same.add(unchanged(arg, env));
                }
                return Term.and(same);
            }
            if (definition.getKind() == OpDefNode.UserDefinedOpKind && definition.getParams().length == 0) {
                return unchanged(definition.getBody(), Env.EMPTY);
            }
        }
        if (node instanceof OpApplNode apply && apply.getOperator() instanceof OpDeclNode variable) {
            return Kinds.equal(node, states.next(variable), states.now(variable));
        }
        throw Kinds.outside(node, "UNCHANGED of this");
    }

    private interface Both {
        Term of(Term a, Term b);
    }

    private Value combine(OpApplNode node, Env env, Both both) {
        SetOf a = Kinds.set(node, value(node.getArgs()[0], env));
        SetOf b = Kinds.set(node, value(node.getArgs()[1], env));
        Kinds.unify(node, a.element(), b.element());
        return new SetOf(a.element(), e -> both.of(a.has().apply(e), b.has().apply(e)));
    }

    private Value enumerated(OpApplNode node, Env env) {
        Sort sort = Sort.unknown();
        List<Term> members = new ArrayList<>();
        for (ExprOrOpArgNode arg : node.getArgs()) {
            Value member = value(arg, env);
            if (!(member instanceof Scalar scalar)) {
                throw Kinds.outside(node, "a set of sets or functions");
            }
            Kinds.unify(arg, sort, scalar.sort());
            members.add(scalar.term());
        }
        return new SetOf(
                sort,
                e -> Term.or(
                        members.stream().map(member -> Term.equal(e, member)).toList()));
    }

    private Value filtered(OpApplNode node, Env env) {
        SetOf base = Kinds.set(node, value(node.getBdedQuantBounds()[0], env));
        FormalParamNode[] names = node.getBdedQuantSymbolLists()[0];
        if (node.isBdedQuantATuple()[0] || names.length != 1) {
            throw Kinds.outside(node, "a pattern in a set");
        }
        boolean then = primed;
        return new SetOf(base.element(), e -> {
            Term guard = base.has().apply(e);
            if (guard.equals(Term.FALSE)) {
                return Term.FALSE;
            }
            Env inner = env.with(names[0], new Scalar(e, base.element()));
            return Term.and(guard, later(then, e, guard, () -> formula(node.getArgs()[0], inner)));
        });
    }

    /** What an expression about e means that is looked at later: in the state that was spoken of where it stands. */
    private <T> T later(boolean then, Term e, Term guard, Supplier<T> what) {
        boolean before = primed;
        int size = scope.size();
        primed = then;
        Terms.variables(e).stream().filter(var -> !scope.contains(var)).forEach(scope::add);
        try {
            return knowing(guard, what);
        } finally {
            primed = before;
            scope.subList(size, scope.size()).clear();
        }
    }

    private <T> T knowing(Term guard, Supplier<T> what) {
        boolean added = known.add(guard);
        try {
            return what.get();
        } finally {
            if (added) {
                known.remove(guard);
            }
        }
    }

    private Value product(OpApplNode node, Env env) {
        List<SetOf> factors = new ArrayList<>();
        for (ExprOrOpArgNode arg : node.getArgs()) {
            factors.add(Kinds.set(arg, value(arg, env)));
        }
        List<Sort> sorts = factors.stream().map(SetOf::element).toList();
        Sort sort = Sort.tuple(sorts);
        return new SetOf(sort, e -> {
            List<Term> terms = new ArrayList<>();
            terms.add(Term.isTuple(e, sort));
            if (!terms.get(0).equals(Term.FALSE)) {
                for (int k = 0; k < factors.size(); k++) {
                    terms.add(factors.get(k).has().apply(Term.part(e, k, sorts.get(k))));
                }
            }
            return Term.and(terms);
        });
    }

    private Value tuple(OpApplNode node, Env env) {
        List<Term> parts = new ArrayList<>();
        List<Sort> sorts = new ArrayList<>();
        for (ExprOrOpArgNode arg : node.getArgs()) {
            if (!(value(arg, env) instanceof Scalar scalar)) {
                throw Kinds.outside(arg, "a tuple of sets or functions");
            }
            parts.add(scalar.term());
            sorts.add(scalar.sort());
        }
        Sort sort = Sort.tuple(sorts);
        return new Scalar(new Term.Tuple(List.copyOf(parts), sort), sort);
    }

    private Value functions(SemanticNode node, Value from, Value to) {
        SetOf domain = Kinds.set(node, from);
        Sort result = to instanceof SetOf set ? set.element() : ((Collection) to).element();
        Sort sort = Sort.function(domain.element(), result);
        return new Collection(sort, value -> {
            Mapping mapping = Kinds.mapping(node, value);
            Term.Var var = Values.fresh("e", domain.element());
            Term guard = domain.has().apply(var);
            Term inside = knowing(guard, () -> Kinds.in(node, at(node, mapping, var), to));
            return Term.and(
                    Kinds.equal(node, mapping.domain(), domain),
                    Term.quantified(true, var, Term.implies(guard, inside)));
        });
    }

    private Value constructed(OpApplNode node, Env env) {
        FormalParamNode[][] names = node.getBdedQuantSymbolLists();
        if (names.length != 1 || names[0].length != 1 || node.isBdedQuantATuple()[0]) {
            throw Kinds.outside(node, "a function of several arguments");
        }
        SetOf domain = Kinds.set(node, value(node.getBdedQuantBounds()[0], env));
        boolean then = primed;
        Function<Term, Value> at = e -> {
            Env inner = env.with(names[0][0], new Scalar(e, domain.element()));
            return later(then, e, domain.has().apply(e), () -> value(node.getArgs()[0], inner));
        };
        Term.Var probe = Values.fresh("probe", domain.element());
        return new Mapping(domain, inScope(probe, () -> at.apply(probe)).sort(), false, at);
    }

    private <T> T inScope(Term.Var var, Supplier<T> what) {
        scope.add(var);
        try {
            return what.get();
        } finally {
            scope.remove(scope.size() - 1);
        }
    }

    private Value at(SemanticNode node, Mapping function, Term argument) {
        Term inside = function.domain().has().apply(argument);
        if (function.total() || inside.equals(Term.TRUE) || known.contains(inside)) {
            return function.at().apply(argument);
        }
        Value value = Values.when(inside, function.at().apply(argument), arbitrary("outside", function.result()));
        if (value == null) {
            throw Kinds.outside(node, "a function of functions, applied where its domain is not known,");
        }
        return value;
    }

    private Value applied(OpApplNode node, Env env) {
        Value function = value(node.getArgs()[0], env);
        if (function instanceof Scalar scalar && node.getArgs()[1] instanceof NumeralNode number) {
            List<Sort> parts = scalar.sort().components();
            if (parts == null || number.val() < 1 || number.val() > parts.size()) {
                throw Kinds.outside(node, "component " + number.val() + " of " + scalar.sort());
            }
            Sort sort = parts.get(number.val() - 1);
            return new Scalar(Term.part(scalar.term(), number.val() - 1, sort), sort);
        }
        Mapping mapping = Kinds.mapping(node, function);
        return at(node, mapping, index(node.getArgs()[1], mapping, env));
    }

    private Term index(SemanticNode node, Mapping mapping, Env env) {
        if (!(value(node, env) instanceof Scalar scalar)) {
            throw Kinds.outside(node, "a set or a function as an argument");
        }
        Kinds.unify(node, mapping.domain().element(), scalar.sort());
        return scalar.term();
    }

    private Value except(OpApplNode node, Env env) {
        Value changed = value(node.getArgs()[0], env);
        for (int k = 1; k < node.getArgs().length; k++) {
            OpApplNode pair = (OpApplNode) node.getArgs()[k];
            ExprOrOpArgNode[] path = ((OpApplNode) pair.getArgs()[0]).getArgs();
            changed = changedAt(pair, changed, path, 0, env);
        }
        return changed;
    }

    private Value changedAt(OpApplNode pair, Value old, ExprOrOpArgNode[] path, int depth, Env env) {
        if (depth == path.length) {
            Value changed = value(pair.getArgs()[1], env.with(pair, old));
            Kinds.unify(pair, old.sort(), changed.sort());
            return changed;
        }
        Mapping mapping = Kinds.mapping(pair, old);
        Term index = index(path[depth], mapping, env);
        Value inner = changedAt(pair, at(pair, mapping, index), path, depth + 1, env);
        return new Mapping(mapping.domain(), mapping.result(), false, e -> {
            Value value = Values.when(Term.equal(e, index), inner, mapping.at().apply(e));
            if (value == null) {
                throw Kinds.outside(pair, "EXCEPT with values of different kinds");
            }
            return value;
        });
    }

    private Term quantified(OpApplNode node, boolean all, int list, int name, Env env) {
        FormalParamNode[][] names = node.getBdedQuantSymbolLists();
        if (list == names.length) {
            return formula(node.getArgs()[0], env);
        }
        if (node.isBdedQuantATuple()[list]) {
            throw Kinds.outside(node, "a quantifier over a pattern");
        }
        if (name == names[list].length) {
            return quantified(node, all, list + 1, 0, env);
        }
        SetOf bound = Kinds.set(node, value(node.getBdedQuantBounds()[list], env));
        FormalParamNode parameter = names[list][name];
        Term.Var var = Values.fresh(parameter.getName().toString(), bound.element());
        Term guard = bound.has().apply(var);
        Term body = inScope(
                var,
                () -> knowing(
                        guard,
                        () -> quantified(
                                node, all, list, name + 1, env.with(parameter, new Scalar(var, bound.element())))));
        return Term.quantified(all, var, all ? Term.implies(guard, body) : Term.and(guard, body));
    }
}
