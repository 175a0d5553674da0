package dev.jobgrid.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Objects that may each hold a field. The first that has it wins; what is wrong with the others is found all the same. */
record Layers(List<Fields> layers) {
    static Layers of(Fields... layers) {
        return new Layers(List.of(layers));
    }

    <T> Optional<T> first(Function<Fields, Optional<T>> read) {
        Optional<T> found = Optional.empty();
        for (Fields layer : layers) {
            Optional<T> value = read.apply(layer);
            found = found.isPresent() ? found : value;
        }
        return found;
    }
}
