//! Arguments to window or command.
use nullcline::control::StopToken;
use nullcline::fhn::*;
fn main() {
    let n = 102400;
    let drives: Vec<f32> = (0..n).map(|i| -0.5 + i as f32 / n as f32).collect();
    let mut e = Ensemble::new(Epsilon::DEFAULT, &drives, State::DEFAULT);
    for _ in 0..6 {
        let t = std::time::Instant::now();
        e.advance(Steps { count: 2000, length: 0.01 }, &StopToken::new()).unwrap();
        println!("{:.3e}", n as f64 * 2000.0 / t.elapsed().as_secs_f64());
    }
}
