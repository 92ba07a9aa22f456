// Each module is a mistake, and what the compiler says of it stands in the file beside this one.

mod count_of_a_flatten {
    use aegan_lab::layers::{Dense, Flatten, N};

    // 7·7·32 is 1568.
    type Network = (Flatten<N<7>, N<7>, N<32>, N<1586>>, Dense<N<1586>, N<10>>);

    aegan_lab::fits!(Network);
}

mod sizes_that_overflow {
    use aegan_lab::layers::{C, Dense, Flatten, H, N, Sizes, Times, W};

    type Pixels = Times<Times<H, W>, C>;
    type Network = (Flatten<H, W, C>, Dense<Pixels, N<10>>);

    aegan_lab::fits!(
        Network,
        Sizes {
            h: usize::MAX / 4,
            w: 3,
            c: 2,
            p: 1,
            z: 1,
            k: 1
        }
    );
}

fn main() {}
