package dev.edgecache.check;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the packages of the check")
class PackagesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.edgecache.check");

  @Test
  void eachUsesOnlyThoseBeforeIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("history")
        .definedBy("dev.edgecache.check.history")
        .layer("record")
        .definedBy("dev.edgecache.check.record")
        .layer("world")
        .definedBy("dev.edgecache.check.world")
        .layer("load")
        .definedBy("dev.edgecache.check.load")
        .layer("kill")
        .definedBy("dev.edgecache.check.kill")
        .layer("command")
        .definedBy("dev.edgecache.check")
        .whereLayer("history")
        .mayNotAccessAnyLayer()
        .whereLayer("kill")
        .mayNotAccessAnyLayer()
        .whereLayer("record")
        .mayOnlyAccessLayers("history")
        .whereLayer("world")
        .mayOnlyAccessLayers("history", "record")
        .whereLayer("load")
        .mayOnlyAccessLayers("history", "record", "world")
        .check(CLASSES);
  }

  @Test
  void whatJudgesIsPureAndKnowsNothingOfTheProduct() {
    classes()
        .that()
        .resideInAPackage("dev.edgecache.check.history")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.edgecache.check.history",
            "java.lang..",
            "java.time",
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "org.jspecify.annotations")
        .check(CLASSES);
  }
}
