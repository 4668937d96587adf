// swift-tools-version:5.7
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "Mien",
    products: [
        .library(name: "Mien", targets: ["Mien"])
    ],
    targets: [
        // libmien as `meson install` puts it, found by pkg-config.
        .systemLibrary(name: "CMien", pkgConfig: "mien"),
        .target(name: "Mien", dependencies: ["CMien"]),
        .testTarget(name: "MienTests", dependencies: ["Mien"]),
    ]
)
