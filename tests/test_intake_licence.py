"""What holds of panel/intake/licence.py."""

import pytest

from panel.intake.licence import said, titled


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("This repository is licensed under the Apache-2.0 License.", "Apache-2.0"),
        ("Acme is licensed under Apache 2.0 - see the file.", "Apache-2.0"),
        ("Acme remains open source and MIT licensed.", "MIT"),
        ("MIT License - see LICENSE for details.", "MIT"),
        ("released under the terms of the GNU Affero General Public License", "AGPL-3.0"),
        ("License: BSD-3-Clause", "BSD-3-Clause"),
        ("distributed under the Mozilla Public License 2.0", "MPL-2.0"),
        ("published under the [GPLv2", "GPL-2.0"),
        ("Built by researchers of MIT and Stanford.", ""),
        ("You can license our enterprise libraries.", ""),
        ("Licensed users get support from Apache experts.", ""),
        ("Commit messages and permits", ""),
    ],
)
def test_said(text: str, name: str) -> None:
    """A licence counts where the sentence says licence, not where its letters happen to stand."""

    assert said(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("MIT License\n\nCopyright", "MIT"), ("  Apache License Version 2.0, January 2004", "Apache-2.0"), ("GNU GENERAL PUBLIC LICENSE Version 3", "GPL-3.0"),
     ("OSI Approved", ""), ("Apache Software License", "Apache-2.0"), ("BSD 3-Clause License", "BSD-3-Clause"), ("The Unlicense", "Unlicense"), ("All rights reserved. MIT", "")],
)  # fmt: skip
def test_titled(text: str, name: str) -> None:
    """A licence file begins with the licence's name."""

    assert titled(text) == name
