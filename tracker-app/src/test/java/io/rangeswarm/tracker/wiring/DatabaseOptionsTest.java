package io.rangeswarm.tracker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseOptionsTest {

    private static DatabaseOptions named(@Nullable String url) {
        return new DatabaseOptions(url, null, null, null);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://db/swarm, jdbc:postgresql://db/swarm,",
        "postgres://me@db:5433/swarm, jdbc:postgresql://db:5433/swarm, me",
        "jdbc:postgresql://db/swarm, jdbc:postgresql://db/swarm,",
        "'jdbc:postgresql://a:1,b:2/swarm?targetServerType=primary',"
                + " 'jdbc:postgresql://a:1,b:2/swarm?targetServerType=primary',",
        "postgresql://[::1]:5432/swarm?sslmode=require, jdbc:postgresql://[::1]:5432/swarm?sslmode=require,",
    })
    void takesWhatPeopleTypeForPostgres(String typed, String url, @Nullable String user) {
        assertThat(named(typed).url()).isEqualTo(url);
        assertThat(named(typed).user()).isEqualTo(user);
    }

    @Test
    void emptyMeansTheDataFolder() {
        assertThat(named("").url()).isNull();
        assertThat(named(null).url()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://db/swarm", "postgresql:/db", "postgresql://db", "db/swarm", "jdbc:h2:mem:x"})
    void refusesOtherDatabases(String typed) {
        assertThatThrownBy(() -> named(typed)).hasMessageContaining("postgresql://host:5432/name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://me:geheim@db/swarm", "jdbc:postgresql://db/swarm?ssl=true&password=geheim"})
    void refusesPasswordsInAUrlAndDoesNotRepeatThem(String typed) {
        assertThatThrownBy(() -> named(typed))
                .hasMessageContaining("--database-password-file")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void passwordIsTheFirstLineOfItsFileAndNeverShown(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "geheim\nsecond line\n");
        DatabaseOptions options = new DatabaseOptions("postgresql://db/swarm", "me", "other", file.toString());

        assertThat(options.secret()).isEqualTo("geheim");
        assertThat(options.toString()).doesNotContain("geheim", "other");
    }

    @Test
    void saysWhatIsWrongWithAPasswordFile(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThatThrownBy(() -> new DatabaseOptions(null, null, null, empty.toString()).secret())
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> new DatabaseOptions(null, null, null, empty + "x").secret())
                .hasMessageContaining("cannot be read");
    }
}
