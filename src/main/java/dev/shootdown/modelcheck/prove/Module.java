package dev.shootdown.modelcheck.prove;

import dev.shootdown.machine.BadInput;
import dev.shootdown.modelcheck.prove.Value.Collection;
import dev.shootdown.modelcheck.prove.Value.SetOf;
import dev.shootdown.modelcheck.prove.Values.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;

/**
 * A module of the specification with its constants: variables of the shapes that {@code TypeOK} gives them, the conjuncts of
 * {@code Inv}, the steps of {@code Next}. In the state before a step the domains of functions are those of {@code TypeOK}, which
 * is part of {@code Inv}; in the state after it they are what the step makes them.
 */
final class Module {
    /** A named part of the invariant. */
    record Conjunct(String name, SemanticNode node) {}

    private final ModuleNode node;
    private final Constants constants;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Map<String, Value> now = new LinkedHashMap<>();

    Module(Path file, Map<String, List<String>> fixed, List<String> anyRanges) {
        node = Sany.read(file);
        constants = new Constants(node, fixed, anyRanges);
        for (Conjunct part : parts(Sany.definition(node, "TypeOK"))) {
            declare(part.node());
        }
        for (String variable : variables()) {
            Shape shape = shapes.get(variable);
            if (shape == null) {
                throw new BadInput(name() + ": TypeOK does not say what " + variable + " is.");
            }
            now.put(variable, Values.symbol(variable, List.of(), List.of(), shape));
        }
    }

    String name() {
        return node.getName().toString();
    }

    Constants constants() {
        return constants;
    }

    List<String> variables() {
        List<String> names = new ArrayList<>();
        for (OpDeclNode variable : node.getVariableDecls()) {
            names.add(variable.getName().toString());
        }
        return names;
    }

    private void declare(SemanticNode conjunct) {
        if (conjunct instanceof OpApplNode apply
                && apply.getArgs().length == 2
                && apply.getArgs()[0] instanceof OpApplNode left
                && left.getOperator() instanceof OpDeclNode variable) {
            String operator = apply.getOperator().getName().toString();
            String name = variable.getName().toString();
            if (operator.equals("\\in")) {
                shapes.put(name, shape(apply.getArgs()[1]));
                return;
            }
            if (operator.equals("\\subseteq")) {
                shapes.put(name, new Shape(constant(apply.getArgs()[1]).sort(), null, null));
                return;
            }
        }
        throw Kinds.outside(conjunct, "a conjunct of TypeOK that is not x \\in S");
    }

    private Shape shape(SemanticNode set) {
        if (set instanceof OpApplNode apply
                && apply.getOperator().getName().toString().equals("$SetOfFcns")) {
            SetOf domain = (SetOf) constant(apply.getArgs()[0]);
            Shape result = shape(apply.getArgs()[1]);
            return new Shape(Sort.function(domain.element(), result.sort()), domain, result);
        }
        Value value = constant(set);
        Sort sort = value instanceof SetOf of ? of.element() : ((Collection) value).element();
        return new Shape(sort, null, null);
    }

    private Value constant(SemanticNode node) {
        return new Translator(constants, states(null), false).value(node, Env.EMPTY);
    }

    Value now(String variable) {
        return now.get(variable);
    }

    /** A variable after a step that only conditions speak of: not even its domain is known. */
    Value loose(String variable) {
        return Values.symbol(
                variable + ".after", List.of(), List.of(), shapes.get(variable).sort());
    }

    /** The states before and after a step, as far as the latter is known. */
    Translator.States states(Map<String, Value> after) {
        return new Translator.States() {
            @Override
            public Value now(OpDeclNode variable) {
                return Module.this.now(variable.getName().toString());
            }

            @Override
            public Value next(OpDeclNode variable) {
                Value value =
                        after == null ? null : after.get(variable.getName().toString());
                if (value == null) {
                    throw Steps.notYet();
                }
                return value;
            }
        };
    }

    /** No state at all: the first values of variables do not depend on each other. */
    Translator.States initially() {
        return new Translator.States() {
            @Override
            public Value now(OpDeclNode variable) {
                throw new BadInput(name() + ": in Init, a value depends on " + variable.getName() + ".");
            }

            @Override
            public Value next(OpDeclNode variable) {
                return now(variable);
            }
        };
    }

    private Translator translator(Map<String, Value> after) {
        return new Translator(constants, states(after), false);
    }

    /** What is assumed of the constants. */
    List<Term> assumptions() {
        return constants.otherAssumptions().stream()
                .map(assumption -> translator(null).formula(assumption, Env.EMPTY))
                .toList();
    }

    /** The conjuncts of a definition by name; those of TypeOK one by one. */
    List<Conjunct> conjuncts(String definition) {
        List<Conjunct> all = new ArrayList<>();
        for (Conjunct part : parts(Sany.definition(node, definition))) {
            if (part.name().equals("TypeOK")) {
                for (Conjunct type : parts(Sany.definition(node, "TypeOK"))) {
                    SemanticNode variable = ((OpApplNode) type.node()).getArgs()[0];
                    all.add(new Conjunct(
                            "TypeOK, " + ((OpApplNode) variable).getOperator().getName(), type.node()));
                }
            } else {
                all.add(part);
            }
        }
        return all;
    }

    static List<Conjunct> parts(OpDefNode definition) {
        List<Conjunct> parts = new ArrayList<>();
        if (definition.getBody() instanceof OpApplNode list
                && (list.getOperator().getName().toString().equals("$ConjList")
                        || list.getOperator().getName().toString().equals("\\land"))) {
            for (SemanticNode arg : list.getArgs()) {
                parts.add(new Conjunct(label(definition, arg), arg));
            }
        } else {
            SemanticNode body = definition.getBody();
            parts.add(new Conjunct(label(definition, body), body));
        }
        return parts;
    }

    private static String label(OpDefNode definition, SemanticNode part) {
        return part instanceof OpApplNode apply
                        && apply.getOperator() instanceof OpDefNode named
                        && named.getKind() == OpDefNode.UserDefinedOpKind
                ? named.getName().toString()
                : definition.getName() + " (" + Sany.place(part) + ")";
    }

    /** A definition without arguments as a formula before a step. */
    Term claim(String name) {
        return translator(null).formula(Sany.definition(node, name).getBody(), Env.EMPTY);
    }

    Term before(Conjunct conjunct) {
        return translator(null).formula(conjunct.node(), Env.EMPTY);
    }

    Term after(Conjunct conjunct, Step step) {
        Translator translator = translator(step.after());
        step.parameters().forEach(parameter -> translator.assume(parameter, Term.TRUE));
        return translator.formulaAfter(conjunct.node(), Env.EMPTY);
    }

    /** Init as a step from nowhere: its values are those of the state after it. */
    Step initial() {
        return new Steps(this).initial(Sany.definition(node, "Init"));
    }

    List<Step> steps() {
        return new Steps(this).of(Sany.definition(node, "Next"));
    }
}
