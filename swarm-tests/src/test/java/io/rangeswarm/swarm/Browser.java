package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real headless Chromium for the tests of one class, which are skipped where there is none. Fails a test after which the
 * page's console has an error that the test did not expect: what the content security policy forbids ends up there too.
 * Not safe for many threads.
 */
final class Browser implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final List<Path> CHROMIUM = Stream.of(
                    "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .toList();
    private static final List<Path> CHROMEDRIVER = Stream.of("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver")
            .map(Path::of)
            .toList();
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    /** Held, so that its level stays: Selenium warns of every Chromium that is newer than itself. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final List<Pattern> expectedErrors = new ArrayList<>();
    private @Nullable ChromeDriver driver;

    @Override
    public void beforeAll(ExtensionContext context) {
        Optional<Path> chromium = CHROMIUM.stream().filter(Files::isExecutable).findFirst();
        Optional<Path> chromedriver =
                CHROMEDRIVER.stream().filter(Files::isExecutable).findFirst();
        assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(), "Chromium and its driver are not installed: no test");
        // Given both programs, Selenium looks for none on the network.
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // as root there is none
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run");
        options.setAcceptInsecureCerts(true); // a test's own authority is in no list
        SELENIUM.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.orElseThrow().toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        expectedErrors.clear();
        resize(WIDTH, HEIGHT);
        prefer("light");
        consoleErrors(); // of the test before
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> System.err.println("---- page\n" + text("body")));
        List<String> errors = consoleErrors().stream()
                .filter(line -> expectedErrors.stream()
                        .noneMatch(expected -> expected.matcher(line).find()))
                .toList();
        driver().get("about:blank");
        assertThat(errors).as("errors in the page's console").isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (driver != null) {
            driver.quit();
        }
    }

    ChromeDriver driver() {
        return Objects.requireNonNull(driver, "no browser was started");
    }

    /** Lets the page's console have errors in which this is found. */
    void mayLog(String regex) {
        expectedErrors.add(Pattern.compile(regex));
    }

    /** What the page's console had of errors since this was last asked. */
    List<String> consoleErrors() {
        return driver().manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    void open(String url) {
        driver().get(url);
    }

    /** In CSS pixels; a window could not be as narrow as a phone. */
    void resize(int width, int height) {
        driver().executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** @param colours {@code light} or {@code dark} */
    void prefer(String colours) {
        driver().executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    }

    /** The first element of this CSS selector. @throws RuntimeException when there is none */
    WebElement find(String css) {
        return driver().findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver().findElements(By.cssSelector(css));
    }

    /** What a person sees of the first such element. */
    String text(String css) {
        return find(css).getText();
    }

    boolean isSeen(String css) {
        return all(css).stream().anyMatch(WebElement::isDisplayed);
    }

    /** What these statements of JavaScript return: a Boolean, Long, Double, String, List or Map. */
    Object script(String javascript, Object... arguments) {
        return Objects.requireNonNull(driver().executeScript(javascript, arguments), "the script returned nothing");
    }

    void awaitText(String css, String part) {
        eventually("the page says " + part)
                .untilAsserted(() -> assertThat(text(css)).contains(part));
    }

    void awaitSeen(String css) {
        eventually("the page shows " + css).until(() -> isSeen(css));
    }

    /** A PNG of what is seen. */
    void screenshot(Path file) {
        try {
            Files.write(file, driver().getScreenshotAs(OutputType.BYTES));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
