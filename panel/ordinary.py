"""Words that are English before they are the name of anything."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import filterfalse

# Endings by which a word is taken for English, whether or not it stands below.
_ENDING = re.compile(
    r"[a-z]{2,}(?:ing|ed|ly|tion|sion|ment|ness|ity|ism|ance|ence|ency|ancy|ship|hood|ful|less|ous|ical|ware|est|ist|ian|ics|s)|[a-z]+ss"
)
_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        able abort about above absolute abstain abstract accelerate accelerator accept acceptable accessible accessor accident
        accidental account accuracy accurate achieve act activate active actual add additional adjacent adjust administrator
        advantage affect after again against agent aggregate ago ahead aid air algebra algorithm algorithmic align all allocate
        allow almost alone along alpha already also alternate alternative although altogether among amount analyzer ancient and
        another answer anthropology any anybody anymore anyone anyway anywhere apart app appear append applicable approach
        appropriate arbitrary architecture archive are area arithmetic around array art article aside ask aspect assembler assert
        assign assume atomic attach attack attacker attempt attribute audit auditor auth author auto automatic autumn available
        average avoid away back backend background backslash backup backward bad balancer bandwidth bank bare base bash basic batch
        became because become been before begin beginner behave behavior behaviour behind believe below benchmark benefit bespoke
        beta better between beyond big bill binary bind bit bitmap blank block board body boilerplate book boolean boot bootstrap
        borrow both bottom bound boundary box branch breadth break brick brief broad broadcast broke broken browser budget buffer
        bug buggy build built builtin bulk bump bunch but button buy buyer byte cache calculate calendar call callable callback
        caller came can canary cancel candidate candor candour cannot capable capture card care caret carry case cash catch category
        caught cause cell central certain certificate chain change changelog channel character charset chat cheap check checkout
        checksum child children choice choose chose chosen chunk circular claim clash classic clause clean cleanup clear clearer
        click client clock clone close closer closure cloud cluster code codec colleague collect colon color column come comma
        command commercial commit common communicate compact company compare comparison compatible compile compiler complain
        complete complex compliant component composite comprehensive compute concept concise concurrent conditional config
        configurable configure conflict conform confuse connect consider consistent console const constant constraint construct
        constructor consult consume contact contain container content context contract contrast contribute control convenient
        conventional convert cookie coordinate cope copy copyright core corner coroutine correct correspond corrupt cost could count
        counter couple course cover coverage craft crash create criteria critic cron crypto cryptographic current custom customer
        customize cut cycle daemon dark dash dashboard data database date datetime day dead deadlock deal dear death debt debug
        debugger decide decimal declare decode decoder decorator decrease deep def default define degree delay delete delimiter
        deliver demand demo denial depend dependent deprecate depth derive describe descriptor design desirable desktop destroy
        detail detect determine deterministic developer device diagnostic dialect dialog dictionary did die diff differ different
        differentiate difficult digit dir direct directive directory disable discard discount discover disk display distinct
        distinguish distribute distro doc domain done dot double doubt down download downstream downtime draft draw drawn drive
        driven driver drop dual duct due dump duplicate dynamic each earlier earth ease easier easy echo edge edit editor effect
        effective efficient effort either eliminate else elsewhere email emit empty emulate enable encode encoder encourage encrypt
        end endpoint enforce engine engineer enough ensure enter enterprise enthusiasm entire entropy entry env epoch equal
        equivalent error escape essential etc eval evaluate even event ever every everybody everyone everywhere exact example except
        excessive exchange exclusive exec executable execute exit expand expect expensive experimental expert explain explicit
        exploitable exponent exponential export expose extend extensible extensive extent external extra extract face fact factor
        factory fail failure faith fall fallback false far fashion fast faster fatal fault faulty favor favour fear feature fee
        feedback feel fetch few fewer field figure file filename filesystem fill film filter final find fine finer finish finite
        fire firewall firm first fit five fix flag flexible float flow flush fold folder folklore follow font food for forbidden
        force foreign forever forget fork form format formatter former forward found founder four fractional frame framework free
        fresh friend from front frozen full functional fundamental further future garbage gateway general generate generator generic
        geometry get give given glob global glue goal gold gone good gossip got grab grammar graph great greater grep group grow
        guarantee guard guesswork guide habit hack had half hand handle handler handshake handy hang happen happy hard harder hash
        have head header heap heard heavy held help helper her here hesitate heuristic hidden hide hierarchy high higher highlight
        him hint history hit hold holder hole home homegrown honesty honor hook hope horizontal hospital host hostname how however
        huge human hype icon idea ideal identifier identify ignore illuminate image immediate implicit import important impossible
        improve inactive include incompatible incomplete inconsistent incorrect increase incremental indent independent index
        indicate indicator indirect individual infinite info inform infrastructure inherit inhibit initial initialize initializer
        inject inline inner input insecure insensitive insert inside inspect install installer instead insufficient integer
        integrate intend interactive interface intermediate internal interoperable interoperate interpret interpreter interval into
        introduce invalid investor invoice invoke involve iron irrelevant issue item iterable iterate iterator itself job join
        journal jump junior just keep kept kernel key keyboard keyword kill kind know knowledge known label labor labour lack
        language laptop large larger last late later latter launch law lawyer layer layout lead leak learn lease least leave left
        legacy legal length let letter level lib library license life lifetime light lightweight like limit line link lint linter
        listen literal little live load loadable loader local locale locate lock log logic login long longer look lookup loop
        loopback lose lost lot low lower lowercase luck machine machinery made magic mail main maintain maintainer major make
        makefile man manage manager mandatory manipulate manner manual many map mark markdown marker markup mask master match
        material matter mature maximum may maybe mean meant meanwhile measure media medicine medium meet member memory men menu
        merge message messier met metadata method middle midnight might migrate mime mind mine minimal minimize minimum minor
        mismatch mistake misuse mitigate mix mmap mode model modern modifier modify module monday money monitor monorepo month more
        moreover most mount mouse move much multiple music must mutable name namespace narrow native natural nature near necessary
        negative neither network never new newcomer newer newline next nice nicer night nobody node noise noisy non none nonexistent
        noon nor normal not note notice notify novice now null number numeric obey obj object obsolete obtain occur octal odd off
        offer office official offload offset often old older omit once one online onto opaque open operand operate operator opinion
        opposite opt optimal optimize optional order ordinary origin original other otherwise our out outer output outside over
        overall overflow overhead overridden override overrun overview overwrite overwritten own owner package packet page paint
        pair pairwise panel paper paperwork paragraph parallel parameter parent parse parser part partial particular party password
        past paste patch path pattern pay payload pays pedantic peer penalty people per percentage perfect perform period permissive
        permit persistent persona phone pick picture piece pipe pipeline pixel place placeholder plain plan platform please plugin
        point pointer poker policy polish pool popular port portable positional positive possible post potential power practice
        precise predicate prefer prefix preliminary prepare prerequisite present preserve pretty prevent preview price primary print
        printable prior privacy private privilege problem problematic processor produce product profile profiler program project
        prompt prone proof propagate proper property proposal proprietary prose protect protocol prototype prove proven provide
        provider proxy public publish pull pure purpose push put quadratic quarter query queue quick quiet quite quota quote race
        radio raise ran random range rare rate rather ratio rationale raw reach read readable reader readme ready real reason
        reasonable rebase rebuild rebuilt receive recent recognize recommend record recovery recursive redirect redistribute reduce
        redundant ref refcount refer reflect refuse regex register registry regular reject relative release relevant reliable
        religion reload remain remainder remember remote removal remove rename rent reopen repeat replace repo report repository
        represent reproduce reproducible require reset resize resolve resolver resource respect respective response responsible
        restart restore restrict result retain retrieval retrieve retry return reuse reverse revert review reviewer rework rewrite
        rewritten rhetoric rich rid right rigor rigour risk robust role room root round route router routine row royalty rule run
        runner runtime safe safer safety said salary salt same sample sandbox save say scalar scale scan scenario schema scheme
        school scope scratch screen script search seat second secret secure see seem seen segfault seldom select selector self
        seller semicolon send senior sense sensitive sent separate separator serial serve server service set setup several shadow
        shallow shape share she shell shift short shortcut shorter shorthand should show shown shut shutdown side sign signal
        signature significant silent silver similar simple simpler simplify since single site six size skip slash sleep slice slot
        slow slower small smaller smart snapshot snippet socket soft some somebody somehow someone somewhat soon sooner sort source
        space spam sparse spawn spec special specific specifier specify speculative speedup spent spin split spreadsheet sprint
        square stable stack staff stage stale stand standalone standard start startup state static stay steel step still stone stop
        storage store story straight straightforward strange strategy stray stream strict stricter strip strong structure stub
        student stuff style subdirectory subject suboptimal subscribe subsequent subset substitute subsystem subtle such suffer
        sufficient suffix suitable suite summary summer supplementary support sure surgery sweat switch symbol symbolic symlink
        symptom synonym syntax syscall syslog system tab table tag taint take taken talk tape tar tarball target task taste tax
        teacher team technology telemetry tell temp template temporary tenant term terminal terminate text textual than that the
        their them theme then theory therapy there therefore these they thick thin think third those though thought thread three
        through throughput throw thrown ticket time timeout timer timestamp timezone tiny title today together toggle toil token
        told tomorrow too tool toolchain toolkit top total touch trace track tracker traditional traffic transfer transform
        transient translate transparent transport trap traversal treat tree trial trigger trivial trouble true truncate trust try
        tune turn tutorial twice two type typo unable unavailable uncommon undef under underscore understand unicode unify union
        unique unit unknown unlike unlock unnecessary unpack unreachable unreadable unsafe unset unstable until unusable unusual
        update upgrade upload upon upper uppercase upstream uptime usable usage use user usual valid validate value vanilla var
        variable variant variety vector vendor verbatim verbose verdict verify very via vice view virtual visible visual volatile
        volume vote vulnerable wait want warehouse warn warranty watch water way weak web webhook website week weekday weekend weird
        welcome well went were what whatever wheel when whenever where wherever whether which whichever while white whitespace who
        whoever whole whose why wide wider widget width wiki wildcard will window winter wire wish with within without women wood
        word work workaround worker workflow workgroup workspace world worry worse worth would wrap wrapper writable write writer
        written wrong year yesterday yet yield you young your yourself zero zip zone
        """,
    )
)


def extraordinary(words: frozenset[str]) -> Iterator[str]:
    """Those of some words in lower case that are not ordinary."""
    return filterfalse(ordinary, words - _WORDS)


@lru_cache(maxsize=10_000)
def ordinary(word: str) -> bool:
    """Whether a word in lower case is an ordinary one, as far as a list of some thousand words and their endings can tell."""
    stem = word.removesuffix("'s")
    return len(stem) < 3 or stem in _WORDS or _ENDING.fullmatch(stem) is not None
