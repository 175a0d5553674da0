package dev.jobgrid;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.auth.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ConnectTest {
    @Test
    void aMissingJarIsNamed() {
        assertThatThrownBy(() -> JobGrid.connect(URI.create("http://localhost"), new Secret("jg_x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dev.jobgrid:jg-client");
    }
}
