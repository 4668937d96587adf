// swift-tools-version:5.9
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "Mien",
    products: [
        .library(name: "Mien", targets: ["Mien"]),
        // For a libmien that was built with cases.
        .library(name: "MienCase", targets: ["MienCase"]),
    ],
    targets: [
        // libmien as `meson install` puts it, found by pkg-config.
        .systemLibrary(name: "CMien", pkgConfig: "mien"),
        .systemLibrary(name: "CMienCase", pkgConfig: "mien"),
        .target(name: "Mien", dependencies: ["CMien"]),
        .target(name: "MienCase", dependencies: ["CMienCase", "Mien"]),
        .testTarget(name: "MienTests", dependencies: ["Mien"]),
        .testTarget(name: "MienCaseTests", dependencies: ["MienCase"]),
    ]
)
